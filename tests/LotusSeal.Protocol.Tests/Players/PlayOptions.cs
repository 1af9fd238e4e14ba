using LotusSeal.Primitives;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>What a play needs to know beyond the recording.</summary>
internal sealed record PlayOptions
{
    /// <summary>Calls that are not played, by sequence number, with the reason.</summary>
    public IReadOnlyDictionary<long, string> Excluded { get; init; } = new Dictionary<long, string>();

    /// <summary>
    /// Task calls whose index look-ups wait until the recorded Return or the recorded fault: they stand for the delay that the recorded worker
    /// had before its work, without which a fault could not hit the task.
    /// </summary>
    public IReadOnlyList<long> FreezeAt { get; init; } = [];

    /// <summary>Flags of <c>run</c>.</summary>
    public string[] Flags { get; init; } = [];

    /// <summary>The proof of spacetime that the worker makes, with parameters made for the play; null for none.</summary>
    public RegisteredPoStProof? PostProof { get; init; }

    /// <summary>Folder of parameters that are there already; null for none.</summary>
    public string? ParametersFolder { get; init; }

    /// <summary>The recording with the requests for vanilla proofs that the worker sent meanwhile, past the recorder; null for none.</summary>
    public string? VanillaProofs { get; init; }
}

/// <summary>A recorded request that was not played, and why.</summary>
internal sealed record SkippedCall(long Sequence, string Call, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => $"#{Sequence} {Call}: {Reason}";
}
