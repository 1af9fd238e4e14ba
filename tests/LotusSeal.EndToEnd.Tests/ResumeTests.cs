using System.Text.Json;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Lotus.Types;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>What a killed worker has labelled is not labelled again.</summary>
public sealed class ResumeTests
{
    [Fact]
    public async Task A_worker_killed_between_two_layers_keeps_the_first_one_and_seals_to_the_same_commitments()
    {
        await using Scene scene = await Scene.StartAsync(options => options with
        {
            Pipeline = options.Pipeline with { ProofType = RegisteredSealProof.StackedDrg8MiBV1_1 },
        });
        WorkerProgram worker = scene.Worker;
        // The kill must hit the time between the two layers; a sector that was quicker is left behind, and the next one is tried.
        SectorId? hit = null;
        for (int attempt = 0; hit is null; attempt++)
        {
            Assert.True(attempt < 50, $"No kill of 50 came between the layers.\n{worker.Log}");
            SectorId next = scene.Miner.Pledge();
            await Patience.UntilAsync("layer 1 is whole", () => WholeLayers(CacheOf(worker, next)) > 0 || worker.CountInLog($"PC1 {next} done") > 0,
                () => worker.Log);
            await worker.KillAsync();
            if (WholeLayers(CacheOf(worker, next)) == 1 && worker.CountInLog($"PC1 {next} done") == 0) hit = next;
            else await worker.StartReadyAsync();
        }

        SectorId sector = hit.Value;
        string layer1 = Path.Combine(CacheOf(worker, sector), "sc-02-data-layer-1.dat");
        Assert.Equal(1, worker.CountInLog($"PC1 {sector} started"));
        DateTime labelled = File.GetLastWriteTimeUtc(layer1);

        await worker.StartReadyAsync();
        await scene.WaitForStateAsync(SectorState.PreCommit2, sector);
        Assert.True(labelled == File.GetLastWriteTimeUtc(layer1), worker.Log);
        await worker.WaitForLogAsync("1 of 2 layers are whole and kept, labelling goes on with layer 2");
        Assert.Contains(scene.MinerLog.Lines,
            line => line.Contains("is tried again", StringComparison.Ordinal) && line.Contains("code 101", StringComparison.Ordinal));

        // The miner verifies every vanilla proof on the way; beyond that the commitments are those of an uninterrupted sealing.
        await scene.WaitForStateAsync(SectorState.Proving, sector);
        SectorRecord record = scene.RecordOf(sector);
        (string commD, string commR) = await SealWithoutInterruptionAsync(scene.Folder, record);
        Assert.Equal((commD, commR), (record.CommD!.ToString(), record.CommR!.ToString()));
    }

    private static string CacheOf(WorkerProgram worker, SectorId sector) => Path.Combine(worker.Repository, "cache", sector.ToString());

    private static int WholeLayers(string cache)
    {
        string checkpoint = Path.Combine(SectorFileNames.LayerRecordsOf(cache), SectorFileNames.LayerCheckpoint);
        if (!File.Exists(checkpoint)) return 0;
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(checkpoint));
        return document.RootElement.GetProperty("layers").GetArrayLength();
    }

    private static async Task<(string CommD, string CommR)> SealWithoutInterruptionAsync(TemporaryFolder folder, SectorRecord record)
    {
        CancellationToken stop = TestContext.Current.CancellationToken;
        string root = Directory.CreateDirectory(folder["uninterrupted"]).FullName;
        SectorPaths paths = new(Directory.CreateDirectory(Path.Combine(root, "cache")).FullName,
            Path.Combine(root, "sealed"), Path.Combine(root, "unsealed"));
        SealIdentity identity = ProofChecks.Identity(record);
        await using (FileStream unsealed = File.Create(paths.Unsealed!)) unsealed.SetLength((long)identity.Config.SectorSize);
        SealingBackend backend = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out _) ? native : new ManagedSealingBackend();
        SectorSealer sealer = new(backend, new SealingOptions { ParentsCacheDirectory = folder["parents"] });
        PieceCommitment[] pieces = [.. record.Pieces.Select(piece => piece.ToCommitment())];
        StagedSector staged = new(identity, new SealTicket(new Digest(record.Ticket!)), paths, pieces);
        PreCommit1Output layers = await sealer.PreCommit1Async(staged, null, stop);
        SealCommitments commitments = await sealer.PreCommit2Async(layers, paths, null, stop);
        return (Cid.FromCommD(commitments.CommD).ToString(), Cid.FromCommR(commitments.CommR).ToString());
    }
}
