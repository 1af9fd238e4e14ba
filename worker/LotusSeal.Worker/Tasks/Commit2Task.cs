using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Proving;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Tasks;

/// <summary>Commit2: the proof of what Commit1 has shown, made by the prover. It needs no file of the sector.</summary>
internal sealed class Commit2Task(SectorRef sector, byte[]? commit1Output) : SectorTask<byte[]>(TaskCatalog.Commit2, sector)
{
    /// <inheritdoc/>
    public override string Parameters => field ??= TaskInput.Key(Ref.ProofType, commit1Output);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.Bytes("commit1Out", commit1Output);
        if (commit1Output!.Length > MessageChannel.MaxInput)
            throw new RpcException($"commit1Out: has {commit1Output.Length} bytes, at most {MessageChannel.MaxInput} are taken");
        // It is of a digest of all bytes; who asks next for it holds up the calls of all sectors.
        _ = Parameters;
    }

    /// <inheritdoc/>
    public override async Task<byte[]> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using IDisposable memory = services.Memory.Enter(ToString(), services.ProofMemory(ProofNeeds.OfSeal(Config)), isKept: true);
        return await services.Prover.ProveAsync(new ProofRequest(ProofKind.Commit2, (int)Ref.ProofType, Ref.Id.Miner, Ref.Id.Number),
            TaskInput.Bytes("commit1Out", commit1Output), progress, cancellationToken);
    }
}
