using LotusSeal.Groth16.Keys;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A non-interactive sector over the wire, from its data to the aggregate of its thirteen proofs.</summary>
public sealed class NonInteractiveTests : IDisposable
{
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly SectorRef Sector =
        new(new SectorId(1000, 5), RegisteredSealProof.StackedDrg2KiBV1_2_Feat_NonInteractivePoRep);
    private static readonly byte[] Ticket = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly byte[] Seed = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_sector_is_proved_by_one_aggregate_that_holds()
    {
        LongTests.Need();
        LinkParameters(ProofParameters.FolderOrSkip());
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]) with
        {
            ParametersFolder = _folder["params"],
            Prover = new ChildProgram("prover", Path.Combine(AppContext.BaseDirectory, "lotus-seal-worker"),
                ["proofs", "serve", "--params", _folder["params"]], new Dictionary<string, string>()),
        });
        (SectorCids cids, byte[] commit1Output) = await CommitAsync(miner, worker.Api);
        CallId call = await worker.Api.SealCommit2Async(Sector, commit1Output, None);
        byte[] proof = (await miner.ReturnOf(call, 10 * Patience.Limit)).Ok<byte[]>();
        Assert.Equal(14_164, proof.Length);

        PoRepConfig config = PoRepConfig.ForProof(Sector.ProofType);
        ParameterFolder parameters = new(_folder["params"]);
        byte[] key = await File.ReadAllBytesAsync(parameters.PathOf(SealCircuit.FileName(config) + ParameterFolder.KeySuffix), None);
        SealVerifier verifier = new(VerifyingKey.Read(key, out _), config, AggregationKeyFile.OpenForSector(parameters, config));
        SealIdentity sector = new(config, ProverId.FromMiner(Sector.Id.Miner), Sector.Id.Number);
        SealStatement statement = new(new SealCommitments(cids.Sealed!.ToCommR(), cids.Unsealed!.ToCommD()),
            new SealTicket(new Digest(Ticket)), new InteractiveSeed(new Digest(Seed)));
        Assert.True(verifier.Verify(sector, statement, proof));
        Assert.False(verifier.Verify(sector with { SectorNumber = 6 }, statement, proof));
    }

    /// <summary>All steps up to Commit1.</summary>
    private static async Task<(SectorCids Cids, byte[] Commit1Output)> CommitAsync(FakeMiner miner, IWorkerApi api)
    {
        byte[] data = new byte[2032];
        new Random(3).NextBytes(data);
        CallId staged = await api.AddPieceAsync(Sector, [], 2032, PieceReaders.Push(new MemoryStream(data)), None);
        PieceInfo piece = (await miner.ReturnOf(staged)).Ok<PieceInfo>();
        byte[] layers = (await miner.ReturnOf(await api.SealPreCommit1Async(Sector, Ticket, [piece], None))).Ok<byte[]>();
        SectorCids cids = (await miner.ReturnOf(await api.SealPreCommit2Async(Sector, layers, None))).Ok<SectorCids>();
        return (cids, (await miner.ReturnOf(await api.SealCommit1Async(Sector, Ticket, Seed, [piece], cids, None))).Ok<byte[]>());
    }

    /// <summary>Parameters of another folder, with a key of aggregates whose secrets are known: enough for the partitions of one sector.</summary>
    private void LinkParameters(string parameters)
    {
        Directory.CreateDirectory(_folder["params"]);
        foreach (string file in Directory.GetFiles(parameters, "v28-stacked-*"))
            File.CreateSymbolicLink(_folder["params", Path.GetFileName(file)], file);
        File.Copy(Repository.Vector("snarkpack", "test.srs"), _folder["params", AggregationKeyFile.Name]);
    }
}
