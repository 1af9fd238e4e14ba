using LotusSeal.Groth16.Keys;
using LotusSeal.Primitives;
using LotusSeal.Proving.Commit2;
using LotusSeal.Proving.Keys;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Provers;

/// <summary>Makes the proofs of Commit2. The parameters of a size stay open for the next sector, unless their file is another one then.</summary>
/// <param name="folder">Folder of the parameters.</param>
/// <param name="arithmetic">Computes.</param>
internal sealed class Commit2Handler(ParameterFolder folder, ProverArithmetic arithmetic) : IProofHandler, IDisposable
{
    private OpenParameters? _open;

    /// <inheritdoc/>
    public byte[] Prove(ProofRequest request, byte[] input, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        PoRepConfig config = PoRepConfig.ForProof((RegisteredSealProof)request.ProofType);
        SealProver.RequireProvable(config);
        string path = folder.PathOf(Commit2Needs.Of(config).ParametersFile);
        try
        {
            SealProver prover = new(Open(path, config).Parameters, config, arithmetic.Backend);
            SealIdentity sector = new(config, ProverId.FromMiner(request.Miner), request.Sector);
            return prover.Prove(sector, input, progress: progress, cancellationToken: cancellationToken);
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SealingException($"The parameters cannot be used: {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new SealingException($"The parameters '{path}' are of another circuit: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _open?.Stored.Dispose();

    private StoredParameters Open(string path, PoRepConfig config)
    {
        FileInfo file = new(path);
        if (!file.Exists) throw new FileNotFoundException($"'{path}' is missing");
        if (_open is { } open && open.Path == path && open.Length == file.Length && open.Written == file.LastWriteTimeUtc)
            return open.Stored;
        _open?.Stored.Dispose();
        _open = null;
        _open = new OpenParameters(path, file.Length, file.LastWriteTimeUtc, folder.OpenSeal(config, arithmetic.First, arithmetic.Second));
        return _open.Stored;
    }

    private sealed record OpenParameters(string Path, long Length, DateTime Written, StoredParameters Stored);
}
