using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Provers;

/// <summary>Makes proofs of spacetime: one partition of a window, or a winning proof.</summary>
/// <param name="folder">Folder of the parameters.</param>
/// <param name="arithmetic">Computes.</param>
internal sealed class SpacetimeHandler(ParameterFolder folder, ProverArithmetic arithmetic) : IProofHandler, IDisposable
{
    private const int ReadSize = 4 << 20;
    private readonly KeptParameters _parameters = new();

    /// <inheritdoc/>
    public byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        RegisteredPoStProof proof = (RegisteredPoStProof)request.ProofType;
        if (!Enum.IsDefined(proof)) throw new SealingException($"{request.ProofType} is no registered proof of spacetime.");
        string path = folder.PathOf(ProofNeeds.OfPost(proof).ParametersFile);
        return _parameters.Use(path, () => folder.OpenPost(proof, arithmetic.First, arithmetic.Second), stored =>
        {
            PostProver prover = new(stored.Parameters, proof, arithmetic.Spacetime);
            if (request.Kind == ProofKind.PreparePost) return Prepare(path, progress, cancellationToken);
            PostInput post = PostInput.Read(proof, input);
            return prover.ProvePartition(post.Randomness, post.Sectors, post.Partition, progress: progress, cancellationToken: cancellationToken);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();

    /// <summary>Reads the whole file once: the system keeps it, as far as there is memory for it.</summary>
    private static byte[] Prepare(string path, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0, FileOptions.SequentialScan);
        byte[] buffer = new byte[ReadSize];
        while (file.Read(buffer) > 0)
        {
            cancellationToken.ThrowIfCancellationRequested();
            progress.Report(new PhaseProgress("reads parameters", (ulong)file.Position, (ulong)file.Length, "bytes"));
        }

        return [];
    }
}
