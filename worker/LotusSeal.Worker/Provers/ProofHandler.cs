using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Children;

namespace LotusSeal.Worker.Provers;

/// <summary>All kinds of proofs that this program can make.</summary>
/// <param name="commit2">Makes those of Commit2.</param>
/// <param name="update">Makes those of updates.</param>
/// <param name="post">Makes those of spacetime.</param>
internal sealed class ProofHandler(IProofHandler commit2, IProofHandler update, IProofHandler post) : IRequestHandler
{
    /// <inheritdoc/>
    public byte[] Answer(Message request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken) =>
        Prove(request.Read(ProofRequestJson.Default.ProofRequest), input, progress, cancellationToken);

    private byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken) =>
        request.Kind switch
        {
            ProofKind.Commit2 => commit2.Prove(request, input, progress, cancellationToken),
            ProofKind.ReplicaUpdate => update.Prove(request, input, progress, cancellationToken),
            ProofKind.WindowPost or ProofKind.WinningPost or ProofKind.PreparePost => post.Prove(request, input, progress, cancellationToken),
            _ => throw new SealingException($"This program makes no proofs of the kind {request.Kind}."),
        };
}
