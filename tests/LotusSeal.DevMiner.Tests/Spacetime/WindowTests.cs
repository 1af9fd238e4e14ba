using LotusSeal.DevMiner.Commands;
using LotusSeal.DevMiner.Hosting;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Spacetime;
using LotusSeal.DevMiner.Tests.Fakes;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Tests.Spacetime;

/// <summary>Windows in which workers prove all sectors, and what is kept of them.</summary>
public sealed class WindowTests : IAsyncLifetime
{
    private const int WindowProof = (int)RegisteredPoStProof.StackedDrgWindow2KiBV1_1;
    private readonly List<ulong[]> _asked = [];
    private TestMiner _miner = null!;
    private FakeWorker _worker = null!;

    private static CancellationToken Stop => TestContext.Current.CancellationToken;

    private DevMinerHost Host => _miner.Host;

    public async ValueTask InitializeAsync() => await StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _worker.DisposeAsync();
        await _miner.DisposeAsync();
    }

    [Fact]
    public async Task All_sectors_are_proved_in_partitions()
    {
        await SealAsync(3);
        WindowRecord window = await Host.ProveWindowAsync(Stop);
        Assert.Equal((0UL, "", 2, false), (window.Number, window.Error, window.Partitions, window.Verified));
        Assert.Equal([0, 1, 2], window.Proved);
        Assert.Empty(window.Skipped);
        Assert.Equal([[0, 1], [2]], Asked());
        Assert.Equal([window.Number], Host.Windows.Select(kept => kept.Number));
        Assert.Equal((0, "proved sectors 0, 1, 2 in 2 partitions, not verified: no key"), Assert.Single(await ListAsync()));
    }

    [Fact]
    public async Task Skipped_sectors_are_left_out_and_the_others_asked_for_again()
    {
        await SealAsync(4);
        _worker.Window = (sectors, _) => Task.FromResult(Answer(sectors, sector => sector.SectorNumber is 0 or 3));
        WindowRecord window = await Host.ProveWindowAsync(Stop);
        Assert.Equal(("", 1), (window.Error, window.Partitions));
        Assert.Equal([1, 2], window.Proved);
        Assert.Equal([0, 3], window.Skipped);
        Assert.Equal([[0, 1], [1, 2], [2, 3]], Asked());
    }

    [Theory]
    [InlineData(0, "every sector was skipped")]
    [InlineData(7, "a worker skipped s-t01000-7, which it was not asked for")]
    public async Task What_no_sector_is_left_of_fails(ulong skipped, string reason)
    {
        await SealAsync(1);
        _worker.Window = (_, _) => Task.FromResult(new WindowPoStResult(new PoStProof(0, null), [new SectorId(1000, skipped)]));
        WindowRecord window = await Host.ProveWindowAsync(Stop);
        Assert.Equal(reason, window.Error);
        Assert.Empty(window.Proved);
    }

    [Fact]
    public async Task A_refusal_and_an_answer_that_is_no_proof_fail_the_window_and_not_the_next()
    {
        await SealAsync(3);
        _worker.Window = (_, _) => throw new RpcException("no parameters");
        Assert.Equal("no parameters", (await Host.ProveWindowAsync(Stop)).Error);
        _worker.Window = (_, _) => Task.FromResult(new WindowPoStResult(new PoStProof(WindowProof, [1]), null));
        Assert.Equal("a worker answered with 1 bytes of proof 10, not with 192 of 10", (await Host.ProveWindowAsync(Stop)).Error);
        _worker.Window = (sectors, _) => Task.FromResult(Answer(sectors));
        Assert.Equal("", (await Host.ProveWindowAsync(Stop)).Error);
        Assert.Equal([0, 1, 2], Host.Windows.Select(window => window.Number));
    }

    [Fact]
    public async Task The_failure_of_one_partition_ends_the_others()
    {
        await SealAsync(3);
        TaskCompletionSource<bool> left = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _worker.Window = async (sectors, stop) =>
        {
            if (sectors.Length == 1) throw new RpcException("no memory");
            await using CancellationTokenRegistration end = stop.Register(() => left.TrySetResult(true));
            await left.Task;
            return Answer(sectors);
        };
        Assert.Equal("no memory", (await Host.ProveWindowAsync(Stop)).Error);
        Assert.True(await left.Task.WaitAsync(Patience.Limit, Stop));
    }

    [Fact]
    public async Task A_call_that_is_lost_with_its_worker_goes_to_the_one_that_comes_back()
    {
        await SealAsync(1);
        TaskCompletionSource asked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        _worker.Window = async (sectors, stop) =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.Infinite, stop);
            return Answer(sectors);
        };
        Task<WindowRecord> window = Host.ProveWindowAsync(Stop);
        await asked.Task.WaitAsync(Patience.Limit, Stop);
        await _worker.DisposeAsync();
        await Patience.UntilAsync("the worker is disabled", () => Host.Services.Scheduler.Workers() is [{ Enabled: false }]);
        Assert.False(window.IsCompleted);
        _worker = await StartWorkerAsync();
        Assert.Equal([0], (await window).Proved);
    }

    [Fact]
    public async Task A_window_that_the_miner_leaves_open_is_closed_and_all_are_there_after_a_restart()
    {
        await SealAsync(1);
        WindowRecord first = await Host.ProveWindowAsync(Stop);
        _worker.Tasks.Remove(TaskTypes.WindowPoSt);
        Task<WindowRecord> open = Host.ProveWindowAsync(Stop);
        await Patience.UntilAsync("the window waits",
            () => Host.Windows is [_, { Error: "no worker for window proofs (WDP) is registered; it waits for one" }]);
        await Host.RestartAsync(cancellationToken: Stop);
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => open);
        Assert.Equal([0, 1], Host.Windows.Select(window => window.Number));
        Assert.Equal(first.Closed, Host.Windows[0].Closed);
        Assert.Equal([0], Host.Windows[0].Proved);
        Assert.Equal("it was given up", Host.Windows[1].Error);

        // As one that was killed leaves it.
        string folder = Host.Repository.WindowsFolder;
        new WindowLedger(folder, TimeProvider.System).Open();
        WindowRecord left = new WindowLedger(folder, TimeProvider.System).All()[^1];
        Assert.Equal("the miner ended while it was open", left.Error);
        Assert.NotNull(left.Closed);
    }

    [Fact]
    public async Task Windows_are_opened_each_period_and_say_that_there_is_no_worker()
    {
        await DisposeAsync();
        await StartAsync(TimeSpan.FromSeconds(2));
        _worker.Tasks.Remove(TaskTypes.WindowPoSt);
        await SealAsync(1);
        await Patience.UntilAsync("a window is over", () => Host.Windows.Any(window => window.Error
            == "it was over after 2s: no worker for window proofs (WDP) is registered"), () => string.Join('\n', Host.Windows));
        _worker.Tasks[TaskTypes.WindowPoSt] = new EmptyObject();
        await Patience.UntilAsync("two windows are proved", () => Host.Windows.Count(window => window is { Proved: [0], Error: "" }) > 1,
            () => string.Join('\n', Host.Windows));
    }

    [Fact]
    public void Only_the_last_windows_are_kept()
    {
        using TemporaryFolder folder = new();
        WindowLedger ledger = new(folder.Path, TimeProvider.System);
        for (int i = 0; i <= WindowLedger.Kept; i++) ledger.Put(ledger.Open() with { Closed = DateTimeOffset.UtcNow });
        Assert.Equal(Enumerable.Range(1, WindowLedger.Kept), ledger.All().Select(window => (int)window.Number));
        Assert.Equal(WindowLedger.Kept, new WindowLedger(folder.Path, TimeProvider.System).All().Count);
        Assert.Equal(WindowLedger.Kept, Directory.GetFiles(folder.Path).Length);
    }

    [Fact]
    public async Task A_winning_proof_needs_a_sector_and_a_worker()
    {
        await RefusedAsync("There is no sector to prove.");
        await SealAsync(2);
        await RefusedAsync("can't find post/v0/winningproof post worker");
        _worker.Tasks[TaskTypes.WinningPoSt] = new EmptyObject();
        WinningReport report = await Host.ProveWinningAsync(Stop);
        Assert.Equal((192, false), (report.Bytes, report.Verified));
        Assert.InRange(report.Sector, 0UL, 1UL);

        async Task RefusedAsync(string reason) =>
            Assert.Equal(reason, (await Assert.ThrowsAsync<InvalidDataException>(() => Host.ProveWinningAsync(Stop))).Message);
    }

    [Fact]
    public async Task A_key_that_is_missing_is_told_at_the_start_and_a_period_needs_todays_generation()
    {
        string folder = _miner.Folder;
        DevMinerOptions options = new()
        {
            RepositoryPath = Path.Combine(folder, "other"),
            ProvingPeriod = TimeSpan.FromMinutes(1),
            ParametersFolder = folder,
            Pipeline = new PipelineOptions { VerifyProofs = false },
        };
        Assert.StartsWith($"The verifying key '{folder}/v28-proof-of-spacetime-fallback-",
            (await Assert.ThrowsAsync<InvalidDataException>(() => DevMinerHost.StartAsync(options, Stop))).Message, StringComparison.Ordinal);
        await Assert.ThrowsAsync<ArgumentException>(() =>
            DevMinerHost.StartAsync(options with { Generation = Lotus.Generation.LotusGeneration.V0 }, Stop));
    }

    [Fact]
    public async Task The_commands_ask_for_proofs_and_show_windows()
    {
        Assert.Equal((1, "", "ERROR: There is no sector to prove.\n"), await CommandAsync("proving", "window"));
        await SealAsync(1);
        Assert.Equal((0, "Window 0: proved sector 0 in 1 partition, not verified: no key\n", ""), await CommandAsync("proving", "window"));
        _worker.Window = (sectors, _) => Task.FromResult(Answer(sectors, _ => true));
        Assert.Equal((1, "", "ERROR: Window 1 was not proved: every sector was skipped\n"), await CommandAsync("proving", "window"));
        _worker.Tasks[TaskTypes.WinningPoSt] = new EmptyObject();
        Assert.Equal((0, "Sector 0: winning proof of 192 bytes, not verified: no key\n", ""), await CommandAsync("proving", "winning"));
        Assert.Equal([(0, "proved sector 0 in 1 partition, not verified: no key"), (1, "not proved; skipped sector 0: every sector was skipped")],
            await ListAsync());
    }

    private async Task StartAsync(TimeSpan period = default)
    {
        _miner = await TestMiner.StartAsync(options => options with { ProvingPeriod = period });
        _worker = await StartWorkerAsync();
    }

    private async Task<FakeWorker> StartWorkerAsync()
    {
        FakeWorker worker = await FakeWorker.StartAsync(Host);
        worker.Tasks[TaskTypes.WindowPoSt] = new EmptyObject();
        worker.Window = (sectors, _) => Task.FromResult(Answer(sectors));
        return worker;
    }

    private async Task SealAsync(int count)
    {
        SectorId[] sectors = [.. Enumerable.Range(0, count).Select(_ => Host.Pledge())];
        foreach (SectorId sector in sectors) await Host.WaitForStateAsync(sector.Number, SectorState.Proving, Patience.Limit, Stop);
    }

    private WindowPoStResult Answer(PostSectorChallenge[] sectors, Func<PostSectorChallenge, bool>? isSkipped = null)
    {
        lock (_asked) _asked.Add([.. sectors.Select(sector => sector.SectorNumber)]);
        Assert.All(sectors, sector => Assert.Equal((10, FakeWorker.SomeReplica, false), (sector.Challenge!.Length, sector.SealedCid, sector.Update)));
        SectorId[] skipped = [.. sectors.Where(isSkipped ?? (_ => false)).Select(sector => new SectorId(1000, sector.SectorNumber))];
        return skipped.Length > 0 ? new WindowPoStResult(new PoStProof(0, null), skipped)
            : new WindowPoStResult(new PoStProof(WindowProof, new byte[192]), null);
    }

    /// <summary>The sectors of each call, in order of the first.</summary>
    private IReadOnlyList<ulong[]> Asked()
    {
        lock (_asked) return [.. _asked.OrderBy(sectors => sectors[0])];
    }

    private async Task<(int Code, string Output, string Error)> CommandAsync(params string[] arguments)
    {
        StringWriter output = new(), error = new();
        int code = await DevMinerCommandLine.RunAsync(["--miner-repo", _miner.Folder, .. arguments], output, error, Stop);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Number and outcome of each line of the list.</summary>
    private async Task<IReadOnlyList<(int Number, string Outcome)>> ListAsync()
    {
        (int code, string output, string error) = await CommandAsync("proving", "list");
        Assert.Equal((0, ""), (code, error));
        string[] lines = output.TrimEnd('\n').Split('\n');
        int outcome = lines[0].IndexOf("Outcome", StringComparison.Ordinal);
        return [.. lines.Skip(1).Select(line => (int.Parse(line.Split(' ')[0], null), line[outcome..]))];
    }
}
