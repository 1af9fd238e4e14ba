using System.Security.Cryptography;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Selection;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// PreCommit2, built in or by an external command. The result is checked by Commit1 runs with random seeds before it is returned: a bad replica
/// found later costs the sector. Synthetic sectors get their proofs file here and lose their layers.
/// </summary>
internal sealed class PreCommit2Task(SectorRef sector, byte[]? preCommit1Output) : SectorTask<SectorCids>(TaskCatalog.PreCommit2, sector)
{
    private bool IsSynthetic => Config.Feature == PoRepFeature.SyntheticPoRep;

    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Sealed | SectorFileType.Cache;

    /// <inheritdoc/>
    public override string Parameters => TaskInput.Key(Ref.ProofType, preCommit1Output);

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        TaskInput.Bytes("preCommit1Out", preCommit1Output);
    }

    /// <inheritdoc/>
    public override async Task<SectorCids> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        byte[] json = TaskInput.Bytes("preCommit1Out", preCommit1Output);
        PreCommit1Output input = PreCommit1OutputJson.Parse(json);
        if (input.Config != Config)
            throw new SealingException($"preCommit1Out: is of proof type {input.Config.RegisteredProof}, the sector is of {Ref.ProofType}.");
        SealTicket? ticket = PreCommit1OutputJson.ReadSealRandomness(json);
        if (IsSynthetic && ticket is null)
            throw new SealingException($"preCommit1Out: a synthetic sector needs _lotus_SealRandomness, which is missing.");
        using IDisposable memory = services.Memory.Enter(ToString(), services.Sealer.MemoryFor(SealingPhase.PreCommit2, Config));
        AcquireRequest wanted = new(Ref) { Existing = SectorFileType.Sealed | SectorFileType.Cache };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        SectorPaths paths = SealedFiles.Of(files);

        bool done = IsSynthetic && IsFinishedSynthetic(paths.Cache);
        SealCommitments commitments;
        if (done) commitments = new SealCommitments(SealedCache.ReadCommR(paths.Cache), input.CommD);
        else if (services.PreCommit2.ExternalCommand is { Length: > 0 } command)
        {
            RequireData(paths);
            commitments = await new ExternalPreCommit2(command, services).RunAsync(Ref, paths, json, cancellationToken);
            services.Sealer.ForgetLayers(paths.Cache);
        }
        else
        {
            if (ticket is { } sealedWith) input = input with { ReplicaId = ReplicaId.Compute(Identity, sealedWith, input.CommD) };
            commitments = await services.Sealer.PreCommit2Async(input, paths, progress, cancellationToken);
        }

        if (ticket is { } randomness)
        {
            PieceCommitment whole = new(commitments.CommD.Value, Config.DataSize);
            PreCommittedSector preCommitted = new(Identity, randomness, paths, commitments, [whole]);
            if (IsSynthetic && !done) await services.Sealer.GenerateSyntheticProofsAsync(preCommitted, progress, cancellationToken);
            await CheckAsync(services, preCommitted, cancellationToken);
        }

        if (IsSynthetic) services.Sealer.ClearLayers(paths.Cache);
        return new SectorCids(Cid.FromCommD(commitments.CommD), Cid.FromCommR(commitments.CommR));
    }

    /// <summary>
    /// A kill between the loss of the first layer and the stored result repeats the call on a cache that is complete already: the proofs are
    /// written when all else is, and PreCommit1 deletes them, so whatever of the layers and trees is missing beside them was deleted here.
    /// </summary>
    private bool IsFinishedSynthetic(string cache)
    {
        string[] results = [SectorFileNames.SyntheticProofs, SectorFileNames.PersistentAux, SectorFileNames.TemporaryAux];
        IEnumerable<string> cleared = [SectorFileNames.TreeD, .. Enumerable.Range(1, Config.Layers).Select(SectorFileNames.Layer),
            .. Enumerable.Range(0, Config.BaseTrees).Select(tree => SectorFileNames.TreeC(Config, tree))];
        return results.All(IsThere) && !cleared.All(IsThere);

        bool IsThere(string name) => File.Exists(Path.Combine(cache, name));
    }

    /// <summary>A command takes the data from the sealed file.</summary>
    private void RequireData(SectorPaths paths)
    {
        if (!OverwriteMark.IsSet(paths.Cache, Config)) return;
        throw new SealingException($"{paths.Sealed} holds a part of a replica, which a built-in PreCommit2 that was interrupted left there, and "
            + "a part of the data: an external PreCommit2 would seal something else. PreCommit1 makes the copy of the data anew.")
        { DamagedFile = paths.Sealed };
    }

    private async Task CheckAsync(TaskServices services, PreCommittedSector preCommitted, CancellationToken cancellationToken)
    {
        int rounds = services.PreCommit2.CheckRounds;
        for (int round = 0; round < rounds; round++)
        {
            InteractiveSeed seed = new(new Digest(RandomNumberGenerator.GetBytes(Digest.Size)));
            await services.Sealer.Commit1Async(preCommitted, seed, null, cancellationToken);
        }

        if (rounds > 0) services.Logger.SelfCheckPassed(Sector.ToString(), rounds);
    }
}
