using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>Outcome of a winning proof.</summary>
/// <param name="Sector">The sector that was drawn.</param>
/// <param name="Bytes">Length of its proof.</param>
/// <param name="Verified">Whether it was verified here; false where the miner has no key.</param>
public sealed record WinningReport(ulong Sector, int Bytes, bool Verified);

/// <summary>Has the sector proved that would win a block (post.md 3.2, 8.1).</summary>
internal sealed class WinningProver(SectorLedger ledger, PostOperations workers, PostCheck check, ulong miner)
{
    /// <summary>Draws a sector and has it proved.</summary>
    /// <exception cref="InvalidDataException">There is no sector or no worker, or the proof does not hold.</exception>
    /// <exception cref="Lotus.Rpc.RpcException">The worker could not do it.</exception>
    public async Task<WinningReport> ProveAsync(CancellationToken cancellationToken)
    {
        IReadOnlyList<ProvableSector> eligible = ProvableSector.In(ledger);
        if (eligible.Count == 0) throw new InvalidDataException("There is no sector to prove.");
        // As in Lotus: a block does not wait for a worker that may come.
        if (!await workers.IsOfferedAsync(TaskTypes.WinningPoSt, cancellationToken))
            throw new InvalidDataException($"can't find {TaskTypes.WinningPoSt} post worker");
        Digest randomness = Randomness.Draw();
        ProvableSector sector = eligible[(int)PostChallenges.DrawWinner(ProverId.FromMiner(miner), randomness, (ulong)eligible.Count)];
        RegisteredPoStProof proof = RegisteredPoStProofs.WinningProofOf(sector.SealProof);
        PoStProof[] made = await workers.WinningAsync(proof, sector.Challenge(proof, randomness, 0), randomness, cancellationToken) ?? [];
        byte[] bytes = PostCheck.BytesOf(made.Length == 1 ? made[0] : null, proof);
        return new WinningReport(sector.Id.Number, bytes.Length, check.Verify(proof, randomness, [sector], bytes));
    }
}
