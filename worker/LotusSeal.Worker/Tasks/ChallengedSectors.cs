using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.VanillaProofs;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tasks;

/// <summary>Reads the vanilla proofs of all sectors of a call, wherever they lie, and finds all that cannot be proved in one pass.</summary>
internal sealed class ChallengedSectors(TaskServices services, PostCall call, IProgress<PhaseProgress> progress)
{
    private readonly PostProofVerifier _verifier = new(call.Proof.SectorShape());
    private readonly List<(SectorId Sector, string Reason)> _unreadable = [];
    private int _read;

    /// <summary>The sectors that were missing, damaged or late, with the reason, in the order in which they were found.</summary>
    public IReadOnlyList<(SectorId Sector, string Reason)> Unreadable => _unreadable;

    /// <summary>Reads them; a path that is slow holds back its own sectors alone.</summary>
    /// <returns>The proofs of those that can be proved, in the order of the call.</returns>
    public async Task<IReadOnlyList<byte[]>> ReadAsync(CancellationToken cancellationToken)
    {
        byte[]?[] proofs = await Task.WhenAll(call.Sectors.Select(sector => TryReadAsync(sector, cancellationToken)));
        return [.. proofs.OfType<byte[]>()];
    }

    private async Task<byte[]?> TryReadAsync(PostSectorChallenge sector, CancellationToken cancellationToken)
    {
        SectorId id = new(call.Miner, sector.SectorNumber);
        try
        {
            SingleVanillaRequest request = new(call.Miner, sector, call.Proof);
            byte[] proof = await services.ReadVanilla(request, proof => Require(sector, proof), cancellationToken);
            progress.Report(new PhaseProgress("vanilla proofs", (ulong)Interlocked.Increment(ref _read), (ulong)call.Sectors.Length, "sectors"));
            return proof;
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            services.Logger.SectorUnreadable(id.ToString(), error.Message);
            lock (_unreadable) _unreadable.Add((id, error.Message));
            return null;
        }
    }

    /// <summary>Whoever made a proof, only one that holds goes on: another would spoil those of all other sectors.</summary>
    private void Require(PostSectorChallenge sector, byte[] bytes)
    {
        PostSectorProof proof = PostProofFormat.Read(call.Proof.SectorShape(), bytes);
        if (proof.SectorNumber != sector.SectorNumber)
            throw new SealingException($"the vanilla proof is of sector {proof.SectorNumber} instead of {sector.SectorNumber}");
        if (_verifier.FindFault(proof, TaskInput.CommR("SealedCID", sector.SealedCid), sector.Challenge!) is { } fault)
            throw new SealingException($"the vanilla proof does not hold: {fault}");
    }
}
