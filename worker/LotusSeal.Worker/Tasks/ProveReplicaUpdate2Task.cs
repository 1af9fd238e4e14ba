using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Proving;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Tasks;

/// <summary>The proof of an update from its vanilla proofs, made by the prover. It needs no file of the sector.</summary>
internal sealed class ProveReplicaUpdate2Task(SectorRef sector, Cid? sectorKey, Cid? newSealed, Cid? newUnsealed, byte[][]? vanillaProofs)
    : SectorTask<byte[]>(TaskCatalog.ProveReplicaUpdate2, sector)
{
    /// <inheritdoc/>
    public override string Parameters => field ??= TaskInput.Key(Ref.ProofType, sectorKey, newSealed, newUnsealed, vanillaProofs);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.UpdateStatement(sectorKey, newSealed, newUnsealed);
        int partitions = UpdateRules.For(Config).Partitions, count = vanillaProofs?.Length ?? 0;
        if (count != partitions)
            throw new RpcException($"vproofs: {count} vanilla proofs; an update of this sector has {partitions}, one a partition");
        for (int i = 0; i < partitions; i++) TaskInput.Bytes($"vproofs[{i}]", vanillaProofs![i]);
        long length = ReplicaUpdateInput.LengthOf(vanillaProofs!);
        if (length > MessageChannel.MaxInput) throw new RpcException($"vproofs: have {length} bytes, at most {MessageChannel.MaxInput} are taken");
        // It is of digests of all proofs; who asks next for it holds up the calls of all sectors.
        _ = Parameters;
    }

    /// <inheritdoc/>
    public override async Task<byte[]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using IDisposable memory = services.Memory.Enter(ToString(), services.ProofMemory(ProofNeeds.OfUpdate(Config)), isKept: true);
        return await services.Prover.ProveAsync(new ProofRequest(ProofKind.ReplicaUpdate, (int)Ref.ProofType, Ref.Id.Miner, Ref.Id.Number),
            new ReplicaUpdateInput(TaskInput.UpdateStatement(sectorKey, newSealed, newUnsealed), vanillaProofs!).Write(), progress,
            cancellationToken);
    }
}
