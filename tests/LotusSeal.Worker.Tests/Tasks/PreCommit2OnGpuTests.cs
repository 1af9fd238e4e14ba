using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>A worker whose PreCommit2 is done by another process: what it tells, and what it does when that one is lost.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class PreCommit2OnGpuTests : IDisposable
{
    private readonly LogLines _log = new();
    private GpuDouble? _gpu;

    public void Dispose() => _gpu?.Dispose();

    [Fact]
    public async Task A_process_that_is_killed_costs_no_task()
    {
        await using SealingScene scene = await StartAsync(GpuDouble.Killed);
        // The check rounds prove the replica.
        await scene.SealAsync();
        Assert.Equal(2, _gpu!.Processes.Count);
        GpuList gpus = await GpusAsync(scene);
        Assert.Equal(["PC2", "RU"], Assert.Single(gpus.Gpus).Tasks);
        Assert.Equal(GpuDouble.Name, gpus.Backends["PC2"]);
        Assert.Equal([GpuDouble.Name], (await scene.Worker.Api.InfoAsync(CancellationToken.None)).Resources.Gpus ?? []);
        Assert.Contains(_log.Lines, line => line.Contains("GPU process was lost, the next request starts another one", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_GPU_whose_processes_are_lost_twice_in_a_row_is_left_alone_and_seen()
    {
        await using SealingScene scene = await StartAsync(GpuDouble.Killed, GpuDouble.Killed);
        await scene.SealAsync();
        Assert.Equal(2, _gpu!.Processes.Count);
        GpuList gpus = await GpusAsync(scene);
        Assert.Contains("2 processes in a row were lost with it", Assert.Single(gpus.Gpus).Retired, StringComparison.Ordinal);
        Assert.NotEqual(GpuDouble.Name, gpus.Backends["PC2"]);
        Assert.Empty((await scene.Worker.Api.InfoAsync(CancellationToken.None)).Resources.Gpus ?? []);
        Assert.Contains("lotusseal_gpu_retired{gpu=\"GPU-0\"} 1", await scene.Worker.Http.GetStringAsync("/metrics"), StringComparison.Ordinal);
        Assert.Contains(_log.Lines, line => line.Contains($"{GpuDouble.Name} is retired until the process is started again; PreCommit2 goes on with",
            StringComparison.Ordinal));
    }

    [Fact]
    public async Task Progress_is_seen_and_the_end_of_the_worker_is_that_of_the_process()
    {
        await using (SealingScene scene = await StartAsync(GpuDouble.Waits))
        {
            byte[] output = (await scene.RunAsync(scene.PreCommit1Async(SealingScene.Ticket))).Ok<byte[]>();
            CallId call = await scene.PreCommit2Async(output);
            await Patience.UntilAsync("its progress is seen", async () => (await scene.JobAsync(call)).Step == GpuDouble.Waits, _log.ToString);
        }

        int process = Assert.Single(_gpu!.Processes);
        await Patience.UntilAsync("the process is gone", () => ProcessState.IsGone(process));
        Assert.DoesNotContain(_log.Lines, line => line.Contains("GPU process was lost", StringComparison.Ordinal));
    }

    private Task<SealingScene> StartAsync(params string[] lives)
    {
        _gpu = new GpuDouble(lives);
        return SealingScene.StartAsync(options => options with { GpuProcess = _gpu.Program }, _log);
    }

    private static async Task<GpuList> GpusAsync(SealingScene scene) =>
        JsonSerializer.Deserialize<GpuList>(await scene.Worker.Http.GetStringAsync("/gpus"), JsonSerializerOptions.Web)!;
}
