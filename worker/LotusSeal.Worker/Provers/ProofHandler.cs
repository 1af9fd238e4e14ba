using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Worker.Provers;

/// <summary>All kinds of proofs that this program can make.</summary>
/// <param name="commit2">Makes those of Commit2.</param>
/// <param name="update">Makes those of updates.</param>
/// <param name="post">Makes those of spacetime.</param>
internal sealed class ProofHandler(IProofHandler commit2, IProofHandler update, IProofHandler post) : IProofHandler
{
    /// <inheritdoc/>
    public byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken) =>
        request.Kind switch
        {
            ProofKind.Commit2 => commit2.Prove(request, input, progress, cancellationToken),
            ProofKind.ReplicaUpdate => update.Prove(request, input, progress, cancellationToken),
            ProofKind.WindowPost or ProofKind.WinningPost or ProofKind.PreparePost => post.Prove(request, input, progress, cancellationToken),
            _ => throw new SealingException($"This program makes no proofs of the kind {request.Kind}."),
        };
}
