using LotusSeal.Protocol.Tests.Players;

namespace LotusSeal.Protocol.Tests.Captures;

/// <summary>What is done with one recording.</summary>
/// <param name="Name">File name without extension.</param>
/// <param name="ToWorker">How the miner's side is played to the worker; null when it is not.</param>
/// <param name="WhyNot">Why one side is not played; empty when both are.</param>
internal sealed record CaptureDecision(string Name, PlayOptions? ToWorker, string WhyNot = "")
{
    /// <summary>True when a program ends or a connection breaks in the recording; such plays wait for clocks most of their time.</summary>
    public bool HasFaults { get; init; }

    /// <summary>True when the worker's calls are played to the development miner.</summary>
    public bool ToMiner { get; init; } = true;

    /// <summary>Tasks to which our worker goes another way, by sequence number of the call, with the reason: only their ends are compared.</summary>
    public IReadOnlyDictionary<long, string> OtherSteps { get; init; } = new Dictionary<long, string>();

    /// <summary>Calls of the worker that are not played, by sequence number, with the reason.</summary>
    public IReadOnlyDictionary<long, string> ExcludedToMiner { get; init; } = new Dictionary<long, string>();
}
