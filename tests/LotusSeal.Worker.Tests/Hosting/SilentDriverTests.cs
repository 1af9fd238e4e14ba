using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Hosting;

/// <summary>A start that waits for a driver of GPUs, which may never answer, hears a stop.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class SilentDriverTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory, InlineData(GpuDouble.WaitsInFind), InlineData(GpuDouble.WaitsInTest)]
    public async Task A_stop_ends_the_start_and_the_process_that_asks_the_driver(string life)
    {
        using GpuDouble gpu = new(life);
        using RecordedLog log = new();
        await using FakeMiner miner = await FakeMiner.StartAsync();
        WorkerRunOptions options = RunningWorker.Options(miner, _folder["repo"]) with { GpuProcess = gpu.Program };
        using CancellationTokenSource stop = new();
        Task<int> worker = WorkerHost.RunAsync(options, RunningWorker.Quick, log, _ => null, null, stop.Token);
        await gpu.UntilWaitingAsync();
        await stop.CancelAsync();
        Assert.Equal(0, await worker.WaitAsync(Patience.Limit));
        await Patience.UntilAsync("its process is gone", () => ProcessState.IsGone(gpu.Processes[0]));
        Assert.Single(gpu.Processes);
        Assert.Empty(log.LinesWith("is not used"));
        Assert.Empty(log.LinesWith("no GPU is used"));
        Assert.DoesNotContain("WorkerConnect", miner.Methods);
    }
}
