using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Proving.Commit2;
using LotusSeal.Proving.Keys;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Provers;

/// <summary>Makes the proofs of Commit2.</summary>
/// <param name="folder">Folder of the parameters.</param>
/// <param name="arithmetic">Computes.</param>
internal sealed class Commit2Handler(ParameterFolder folder, ProverArithmetic arithmetic) : IProofHandler, IDisposable
{
    private readonly KeptParameters _parameters = new();

    /// <inheritdoc/>
    public byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        PoRepConfig config = PoRepConfig.ForProof((RegisteredSealProof)request.ProofType);
        string path = folder.PathOf(ProofNeeds.OfSeal(config).ParametersFile);
        return _parameters.Use(path, () => folder.OpenSeal(config, arithmetic.First, arithmetic.Second), stored =>
        {
            SealProver prover = new(stored.Parameters, config, arithmetic.Backend, AggregationKeyFile.OpenForSector(folder, config));
            SealIdentity sector = new(config, ProverId.FromMiner(request.Miner), request.Sector);
            return prover.Prove(sector, input, progress: progress, cancellationToken: cancellationToken);
        });
    }

    /// <inheritdoc/>
    public void Dispose() => _parameters.Dispose();
}
