using System.Globalization;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Tasks;

/// <summary>The window proof of one partition, or the sectors that stand in its way (post.md 8.2).</summary>
internal sealed class WindowPostTask(PostCall call, int partition) : SealTask<WindowPoStResult>(TaskCatalog.WindowPoSt)
{
    /// <inheritdoc/>
    public override SectorId Sector => new(call.Miner, 0);

    /// <inheritdoc/>
    public override int? Partition => partition;

    /// <inheritdoc/>
    public override void Check()
    {
        call.Check(isWinning: false);
        if (partition < 0) throw new RpcException($"partitionIdx: there is no partition {partition}");
    }

    /// <inheritdoc/>
    public override async Task<WindowPoStResult> RunAsync(TaskServices services, IProgress<PhaseProgress> progress,
        CancellationToken cancellationToken)
    {
        // A missed proof costs a fee: it is tried with whatever memory there is.
        using IDisposable memory = services.Memory.EnterUnchecked(services.ProofMemory(ProofNeeds.OfPost(call.Proof)));
        ChallengedSectors sectors = new(services, call, progress);
        IReadOnlyList<byte[]> vanilla = await sectors.ReadAsync(cancellationToken);
        // The miner takes them out and asks again: a proof without them would be of another partition.
        if (sectors.Unreadable.Count > 0) return new WindowPoStResult(new PoStProof(0, null), [.. sectors.Unreadable.Select(one => one.Sector)]);
        byte[] proof = await services.Prover.ProveAsync(new ProofRequest(ProofKind.WindowPost, call.ProofNumber, call.Miner, 0),
            PostInput.Write(call.Randomness, partition, vanilla), progress, cancellationToken);
        return new WindowPoStResult(new PoStProof(call.ProofNumber, proof), null);
    }

    /// <inheritdoc/>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Definition.Type.ShortName} t0{call.Miner} partition {partition} of {call.Sectors.Length} sectors");
}
