using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Updates;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Provers;

/// <summary>Makes the proofs of updates.</summary>
/// <param name="folder">Folder of the parameters.</param>
/// <param name="arithmetic">Computes.</param>
internal sealed class ReplicaUpdateHandler(ParameterFolder folder, ProverArithmetic arithmetic) : IProofHandler, IDisposable
{
    private readonly KeptParameters _parameters = new();

    /// <inheritdoc/>
    public byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        PoRepConfig config = PoRepConfig.ForProof((RegisteredSealProof)request.ProofType);
        ReplicaUpdateInput update = ReplicaUpdateInput.Read(input);
        string path = folder.PathOf(ProofNeeds.OfUpdate(config).ParametersFile);
        return _parameters.Use(path, () => folder.OpenUpdate(config, arithmetic.First, arithmetic.Second), stored =>
            new ReplicaUpdateProver(stored.Parameters, config, arithmetic.Backend)
                .Prove(update.Statement, update.VanillaProofs, progress: progress, cancellationToken: cancellationToken));
    }

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();
}
