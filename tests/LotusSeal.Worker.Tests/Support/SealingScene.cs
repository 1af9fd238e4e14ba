using System.Text.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>A worker and its miner, with a 2 KiB sector of two pieces that a test takes as far as it needs.</summary>
internal sealed class SealingScene : IAsyncDisposable
{
    public static readonly byte[] Ticket = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
    public static readonly byte[] OtherTicket = [.. Enumerable.Range(1, 32).Select(i => (byte)i)];
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();

    private SealingScene(FakeMiner miner) => Miner = miner;

    public static SectorRef Sector { get; } = new(new SectorId(1000, 5), RegisteredSealProof.StackedDrg2KiBV1_1);

    public FakeMiner Miner { get; }

    public RunningWorker Worker { get; private set; } = null!;

    /// <summary>The pieces, each half of the sector.</summary>
    public PieceInfo[] Pieces { get; private set; } = [];

    public string Unsealed => FileOf("unsealed");

    public string Sealed => FileOf("sealed");

    public string Cache => FileOf("cache");

    /// <summary>Starts both and adds the pieces.</summary>
    /// <param name="configure">Changes the worker's options.</param>
    /// <param name="loggers">Get its log.</param>
    public static async Task<SealingScene> StartAsync(Func<WorkerRunOptions, WorkerRunOptions>? configure = null, ILoggerFactory? loggers = null)
    {
        SealingScene scene = new(await FakeMiner.StartAsync());
        WorkerRunOptions options = RunningWorker.Options(scene.Miner, scene._folder["repo"]);
        scene.Worker = await RunningWorker.StartAsync(configure?.Invoke(options) ?? options, loggers: loggers);
        byte[] first = new byte[1016], second = new byte[1016];
        new Random(1).NextBytes(first);
        new Random(2).NextBytes(second);
        PieceInfo a = (await scene.RunAsync(scene.Worker.Api.AddPieceAsync(Sector, [], 1016, PieceReaders.Push(new MemoryStream(first)), None)))
            .Ok<PieceInfo>();
        PieceInfo b = (await scene.RunAsync(scene.Worker.Api.AddPieceAsync(Sector, [1016], 1016, PieceReaders.Push(new MemoryStream(second)), None)))
            .Ok<PieceInfo>();
        scene.Pieces = [a, b];
        return scene;
    }

    public Task<CallId> PreCommit1Async(byte[] ticket) => Worker.Api.SealPreCommit1Async(Sector, ticket, Pieces, None);

    public Task<CallId> PreCommit2Async(byte[] preCommit1Output) => Worker.Api.SealPreCommit2Async(Sector, preCommit1Output, None);

    /// <summary>PreCommit1 and PreCommit2, whose check rounds prove the replica.</summary>
    public async Task<SectorCids> SealAsync()
    {
        byte[] output = (await RunAsync(PreCommit1Async(Ticket))).Ok<byte[]>();
        return (await RunAsync(PreCommit2Async(output))).Ok<SectorCids>();
    }

    /// <summary>Waits for the result of a call.</summary>
    public async Task<ReturnedCall> RunAsync(Task<CallId> call) => await Miner.ReturnOf(await call);

    /// <summary>Stops the next call of an index method for a file type; the type is the parameter at this place.</summary>
    public CallGate Hold(string method, SectorFileType type, int place)
    {
        CallGate gate = new(method, parameters => parameters[place].GetInt32() == (int)type);
        Miner.Script = gate.PassAsync;
        return gate;
    }

    /// <summary>What <c>/jobs</c> says of a call.</summary>
    public async Task<JobReport> JobAsync(CallId call)
    {
        JobList list = JsonSerializer.Deserialize<JobList>(await Worker.Http.GetStringAsync("/jobs"), JsonSerializerOptions.Web)!;
        return list.Jobs.Single(job => job.Call == call.ToString());
    }

    public async ValueTask DisposeAsync()
    {
        if (Worker is not null) await Worker.DisposeAsync();
        await Miner.DisposeAsync();
        _folder.Dispose();
    }

    private string FileOf(string type) => Path.Combine(_folder["repo"], type, Sector.Id.ToString());
}
