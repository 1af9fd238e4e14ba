using System.Diagnostics;
using System.Text;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>kill -9 of the worker in the middle of a proof: one call is lost and its prover with it, and the next start goes on.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class KilledWorkerTests : IAsyncLifetime
{
    private static readonly CancellationToken None = CancellationToken.None;
    private readonly TemporaryFolder _folder = new();
    private FakeMiner _miner = null!;

    public async ValueTask InitializeAsync() => _miner = await FakeMiner.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _miner.DisposeAsync();
        _folder.Dispose();
    }

    [Theory]
    [InlineData(TaskTypes.Commit2)]
    [InlineData(TaskTypes.ProveReplicaUpdate2)]
    public async Task A_proof_that_is_returned_is_told_as_restarted(string task)
    {
        ProverChild.MakeParameters(Options(task).ParametersFolder);
        CallId? call = null;
        await KillInProofAsync(task, async (api, word) =>
        {
            call = await CallAsync(api, task, word);
            return Answer(await _miner.ReturnOf(call));
        }, _ => Task.CompletedTask);
        await using RunningWorker again = await RunningWorker.StartAsync(Options(task));
        Assert.Equal(SealErrorCode.TempWorkerRestart, (await _miner.ReturnOf(call!)).Error!.Code);
        Assert.Equal("1", Answer(await _miner.ReturnOf(await CallAsync(again.Api, task, "count"))));
    }

    /// <summary>The end-to-end tests do so with a window proof.</summary>
    [Fact]
    public async Task A_proof_that_is_an_answer_breaks_with_its_connection_and_nothing_is_owed()
    {
        const string task = TaskTypes.WinningPoSt;
        ProverChild.MakePostParameters(Options(task).ParametersFolder);
        VectorStore.Create(_folder["store"]);
        await KillInProofAsync(task, async (api, word) =>
        {
            if (word == "process") await api.StorageAddLocalAsync(_folder["store"], None);
            return Encoding.ASCII.GetString(await PostCalls.ProveAsync(api, task, word));
        }, proof => Assert.ThrowsAsync<RpcTransportException>(() => proof));
        await using RunningWorker again = await RunningWorker.StartAsync(Options(task));
        Assert.Equal("1", Encoding.ASCII.GetString(await PostCalls.ProveAsync(again.Api, task, "count")));
        Assert.DoesNotContain(_miner.Methods, method => method.StartsWith("Return", StringComparison.Ordinal));
    }

    /// <summary>Kills a worker while its prover is at work.</summary>
    /// <param name="task">Its only task.</param>
    /// <param name="prove">Has it make a proof of a word.</param>
    /// <param name="look">Looks at what becomes of that which it was killed in.</param>
    private async Task KillInProofAsync(string task, Func<IWorkerApi, string, Task<string>> prove, Func<Task<string>, Task> look)
    {
        using Process worker = DaemonChild.Start(_miner.Url, _folder["repo"], task: task);
        try
        {
            Uri url = new(await _miner.Connected.Task.WaitAsync(Patience.Limit));
            await using RpcConnection connection = RpcConnection.Open(new ApiInfo(FakeMiner.Token, url));
            IWorkerApi api = connection.As<IWorkerApi>();
            using HttpClient http = new() { BaseAddress = url };
            http.DefaultRequestHeaders.Authorization = new("Bearer", FakeMiner.Token);
            string prover = await prove(api, "process");
            Task<string> proof = prove(api, ProverChild.Wait);
            await Patience.UntilAsync("the prover is at work", async () =>
                (await http.GetStringAsync("/jobs", None)).Contains("\"waits\"", StringComparison.Ordinal));
            worker.Kill();
            await worker.WaitForExitAsync(None);
            await Patience.UntilAsync("its prover is gone", () => !File.Exists($"/proc/{prover}/stat"));
            await look(proof);
        }
        finally
        {
            worker.Kill();
        }
    }

    private static Task<CallId> CallAsync(IWorkerApi api, string task, string word)
    {
        SectorRef sector = new(new SectorId(1000, 7), RegisteredSealProof.StackedDrg2KiBV1_1);
        byte[] input = Encoding.ASCII.GetBytes(word);
        Digest some = new([.. Enumerable.Repeat((byte)1, Digest.Size)]);
        Cid commR = Cid.FromCommR(new CommR(some)), commD = Cid.FromCommD(new CommD(some));
        return task == TaskTypes.Commit2 ? api.SealCommit2Async(sector, input, None)
            : api.ProveReplicaUpdate2Async(sector, commR, commR, commD, [input], None);
    }

    private static string Answer(ReturnedCall returned) =>
        returned.Error is { } error ? error.Message : Encoding.ASCII.GetString(returned.Ok<byte[]>());

    private WorkerRunOptions Options(string task) =>
        RunningWorker.Options(_miner, _folder["repo"]) with { Tasks = new HashSet<string> { task }, Prover = ProverChild.Program() };
}
