using LotusSeal.Lotus.Types;

namespace LotusSeal.Operator.Tests.Planning;

/// <summary>A claim's volume, a folder of a node, or what ends with a pod: sectors and the store of calls.</summary>
internal sealed class SimulatedVolume(string id, int ordinal)
{
    /// <summary>The id of its path in the miner's index.</summary>
    public string Id { get; } = id;

    public int Ordinal { get; } = ordinal;

    public HashSet<ulong> Sectors { get; } = [];

    /// <summary>Calls that no worker has returned yet.</summary>
    public HashSet<CallId> Calls { get; } = [];
}
