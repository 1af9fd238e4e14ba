using System.Text.Json.Serialization;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Provers;

/// <summary>The first message of a prover.</summary>
/// <param name="Protocol">What it speaks: <see cref="MessageChannel.Protocol"/> of its build.</param>
internal sealed record ProverHello(int Protocol);

/// <summary>What a prover computes with.</summary>
/// <param name="Name">Name of its backend, with the device where it is one.</param>
internal sealed record ProverBackend(string Name);

/// <summary>The kinds of proofs that a prover makes.</summary>
internal enum ProofKind
{
    /// <summary>Commit2: the input is a Commit1 output, the result 192 bytes a partition (porep.md 9.5).</summary>
    Commit2 = 1,

    /// <summary>One partition of a window proof: the input is a <see cref="PostInput"/>, the result 192 bytes.</summary>
    WindowPost = 2,

    /// <summary>A winning proof: the same.</summary>
    WinningPost = 3,

    /// <summary>No proof: the parameters of proofs of spacetime are read, so that the first one does not wait for their disk.</summary>
    PreparePost = 4,

    /// <summary>ProveReplicaUpdate2: the input is a <see cref="ReplicaUpdateInput"/>, the result 192 bytes a partition (porep.md 10.3).</summary>
    ReplicaUpdate = 5,
}

/// <summary>What is to be proved; the input travels beside it.</summary>
/// <param name="Kind">Kind of proof.</param>
/// <param name="ProofType">Number of the registered proof, of the kind's registry.</param>
/// <param name="Miner">Whose proof.</param>
/// <param name="Sector">Of which sector; 0 for a proof of several.</param>
internal sealed record ProofRequest(ProofKind Kind, int ProofType, ulong Miner, ulong Sector);

/// <summary>How far a proof is, as <see cref="PhaseProgress"/>.</summary>
internal sealed record ProofProgress(string Step, ulong Done, ulong Total, string Unit);

/// <summary>Why there is no result.</summary>
internal enum FailureKind
{
    /// <summary>Parameters, input or proof are wrong: the same request fails again.</summary>
    Refused = 1,

    /// <summary>Memory was short; the prover ends, so that it comes back.</summary>
    OutOfMemory = 2,

    /// <summary>The request was cancelled.</summary>
    Cancelled = 3,

    /// <summary>A fault that nobody foresaw, or of a device; the next request may succeed.</summary>
    Broke = 4,
}

/// <summary>Why there is no result, in words.</summary>
internal sealed record ProofFailure(FailureKind Kind, string Reason);

/// <summary>The forms of the messages that are not plain bytes.</summary>
[JsonSerializable(typeof(ProverHello))]
[JsonSerializable(typeof(ProverBackend))]
[JsonSerializable(typeof(ProofRequest))]
[JsonSerializable(typeof(ProofProgress))]
[JsonSerializable(typeof(ProofFailure))]
internal sealed partial class MessageJson : JsonSerializerContext;
