using System.Security.Cryptography;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Hosting;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A worker and its miner, with a sealed 2 KiB sector without data and the data that it is to take.</summary>
internal sealed class UpdateScene : IAsyncDisposable
{
    public static readonly byte[] Ticket = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    private static readonly CancellationToken None = CancellationToken.None;
    private static readonly string[] FileTypes = ["unsealed", "sealed", "cache", "update", "update-cache"];
    private readonly TemporaryFolder _folder = new();

    private UpdateScene(FakeMiner miner) => Miner = miner;

    public static SectorRef Sector { get; } = new(new SectorId(1000, 9), RegisteredSealProof.StackedDrg2KiBV1_1);

    public FakeMiner Miner { get; }

    public RunningWorker Worker { get; private set; } = null!;

    /// <summary>The commitments without data.</summary>
    public SectorCids Cids { get; private set; } = null!;

    /// <summary>The piece without data.</summary>
    public PieceInfo Zeros { get; private set; } = null!;

    /// <summary>The new data, which are staged.</summary>
    public PieceInfo Piece { get; private set; } = null!;

    public string Repository => _folder["repo"];

    /// <summary>Seals the sector and stages the new data.</summary>
    /// <param name="configure">Changes the worker's options.</param>
    /// <param name="loggers">Get its log.</param>
    public static async Task<UpdateScene> StartAsync(Func<WorkerRunOptions, WorkerRunOptions>? configure = null, ILoggerFactory? loggers = null)
    {
        UpdateScene scene = new(await FakeMiner.StartAsync());
        await scene.StartWorkerAsync(configure, loggers);
        await scene.SealAsync(scene.Worker.Api);
        return scene;
    }

    /// <summary>Starts a worker on the repository, in place of the one that was stopped or killed.</summary>
    public async Task StartWorkerAsync(Func<WorkerRunOptions, WorkerRunOptions>? configure = null, ILoggerFactory? loggers = null)
    {
        WorkerRunOptions options = RunningWorker.Options(Miner, Repository);
        Worker = await RunningWorker.StartAsync(configure?.Invoke(options) ?? options, loggers: loggers);
    }

    /// <summary>Waits for the result of a call.</summary>
    public async Task<ReturnedCall> RunAsync(Task<CallId> call) => await Miner.ReturnOf(await call);

    /// <summary>The sector's file, or folder, of a type.</summary>
    public string FileOf(string type) => Path.Combine(Repository, type, Sector.Id.ToString());

    /// <summary>Has a file of the sector deleted, as a miner does.</summary>
    public async Task DeleteAsync(string type) =>
        Assert.True((await Worker.Http.DeleteAsync($"/remote/{type}/{Sector.Id}")).IsSuccessStatusCode);

    /// <summary>The SHA-256 of everything in the storage path that is or may become a file of a sector, by name.</summary>
    public SortedDictionary<string, string> Files() => new(Directory.GetFiles(Repository, "*", SearchOption.AllDirectories)
        .Select(file => (Name: Path.GetRelativePath(Repository, file), Path: file))
        .Where(file => FileTypes.Append("fetching").Contains(file.Name.Split('/')[0]) || file.Name.Contains("/fetching/", StringComparison.Ordinal))
        .ToDictionary(file => file.Name, file => Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file.Path)))), StringComparer.Ordinal);

    public async ValueTask DisposeAsync()
    {
        if (Worker is not null) await Worker.DisposeAsync();
        await Miner.DisposeAsync();
        _folder.Dispose();
    }

    private async Task SealAsync(IWorkerApi api)
    {
        Zeros = (await RunAsync(api.AddPieceAsync(Sector, [], 2032, PieceReaders.Zero(2032), None))).Ok<PieceInfo>();
        byte[] output = (await RunAsync(api.SealPreCommit1Async(Sector, Ticket, [Zeros], None))).Ok<byte[]>();
        Cids = (await RunAsync(api.SealPreCommit2Async(Sector, output, None))).Ok<SectorCids>();
        Assert.Null((await RunAsync(api.ReleaseUnsealedAsync(Sector, null, None))).Error);
        Assert.Null((await RunAsync(api.FinalizeSectorAsync(Sector, None))).Error);
        byte[] data = new byte[2032];
        new Random(5).NextBytes(data);
        Piece = (await RunAsync(api.AddPieceAsync(Sector, [], 2032, PieceReaders.Push(new MemoryStream(data)), None))).Ok<PieceInfo>();
    }
}
