using System.Text.Json.Serialization;

namespace LotusSeal.Worker.Provers;

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

/// <summary>The form in which a request of a proof travels.</summary>
[JsonSerializable(typeof(ProofRequest))]
internal sealed partial class ProofRequestJson : JsonSerializerContext;
