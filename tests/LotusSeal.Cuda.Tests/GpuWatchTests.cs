using System.Text;
using LotusSeal.Cuda.Tests.Support;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging.Abstractions;
using Prometheus;

namespace LotusSeal.Cuda.Tests;

/// <summary>The worker's watch over its GPUs: what is seen in the log, in metrics, in <c>info</c>, and what becomes of a GPU that fails.</summary>
[Collection(SimulatedDriver.Collection)]
public sealed class GpuWatchTests : IDisposable
{
    private const string First = "cuda(Simulated GPU at 0000:01:00.0)", Second = "cuda(Simulated GPU at 0000:02:00.0)";
    private const string FirstId = "GPU-00010203-0405-0607-0809-0a0b0c0d0e0f";
    private readonly LogLines _log = new();
    private readonly WorkerMetrics _metrics = new();
    private readonly List<ChildGpu> _gpus = [];
    private readonly GpuLives _lives = new(devices: 2, recordedCache: null);

    public GpuWatchTests()
    {
        SimulatedSensors.Start();
    }

    public void Dispose()
    {
        _gpus.ForEach(gpu => gpu.Dispose());
        _lives.Dispose();
    }

    [Fact]
    public async Task A_gpu_that_reports_an_uncorrectable_error_is_retired_and_seen()
    {
        BackendPool pool = Pool();
        Assert.Equal(First, pool.Selection.Phases[SealingPhase.PreCommit2]);
        using GpuWatch watch = await StartAsync(pool);
        Assert.Contains($"lotusseal_gpu_retired{{gpu=\"{FirstId}\"}} 0", await ScrapeAsync(), StringComparison.Ordinal);
        Assert.Contains("Simulated GPU at 0000:01:00.0; Use: PC2", Info(watch), StringComparison.Ordinal);

        SimulatedSensors.simulate_xid(0, 48, -1);
        await Patience.UntilAsync("the GPU is retired", () => pool.Selection.Retired.Count > 0);
        await Patience.UntilAsync("the error is shown", () => watch.Reports()[0].Xid.Count > 0);
        Assert.Equal(Second, pool.Selection.Phases[SealingPhase.PreCommit2]);
        const string Reason = "the driver reports Xid 48 (memory error of two bits, not correctable)";
        Assert.Equal(Reason, _gpus[0].FindFault()!.Reason);
        Assert.Contains(_log.Lines, line => line.Contains($"{First}: {Reason}", StringComparison.Ordinal));
        Assert.Contains(_log.Lines, line => line.Contains($"{First} failed in the replica's trees: {Reason}. {First} is retired until the process is "
            + $"started again; PreCommit2 goes on with {Second}.", StringComparison.Ordinal));
        string metrics = await ScrapeAsync(), info = Info(watch);
        Assert.Contains($"lotusseal_gpu_retired{{gpu=\"{FirstId}\"}} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"lotusseal_gpu_xid_errors{{gpu=\"{FirstId}\",xid=\"48\"}} 1", metrics, StringComparison.Ordinal);
        Assert.Contains($"{FirstId}:\n\tSimulated GPU at 0000:01:00.0; Retired\n\tRetired until the worker is started again: {Reason}\n", info,
            StringComparison.Ordinal);
        Assert.Contains("Simulated GPU at 0000:02:00.0; Use: PC2", info, StringComparison.Ordinal);
        // Not lost: it still tells its temperature.
        Assert.Contains($"lotusseal_gpu_temperature_celsius{{gpu=\"{FirstId}\"}} 39", metrics, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_gpu_that_proofs_retired_is_retired_for_PreCommit2_too_and_seen()
    {
        BackendPool pool = Pool();
        using GpuWatch watch = await StartAsync(pool);
        int changes = 0;
        watch.Changed += () => Interlocked.Increment(ref changes);
        Assert.Empty(watch.Retired);
        RetiredDevice device = new(FirstId, "a proof that it had a part in does not hold");
        watch.Retire(device);
        // Known before anybody else is asked, so that a prover that is started now leaves it alone.
        Assert.Equal([device], watch.Retired);
        await Patience.UntilAsync("the GPU is retired", () => pool.Selection.Retired.Count > 0);
        await Patience.UntilAsync("it is said once", () => Volatile.Read(ref changes) == 1);
        watch.Retire(device);
        Assert.Equal(Second, pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Equal(device.Reason, _gpus[0].FindFault()!.Reason);
        Assert.Contains(_log.Lines, line => line.Contains($"{First} failed in the arithmetic of proofs: {device.Reason}. {First} is retired",
            StringComparison.Ordinal));
        Assert.Equal((device.Reason, null), (watch.Reports()[0].Retired, watch.Reports()[1].Retired));
        Assert.Contains($"lotusseal_gpu_retired{{gpu=\"{FirstId}\"}} 1", await ScrapeAsync(), StringComparison.Ordinal);
        Assert.Equal([device], watch.Retired);
    }

    [Fact]
    public async Task A_gpu_that_PreCommit2_retired_is_told_to_provers_with_the_reason()
    {
        BackendPool pool = Pool();
        using GpuWatch watch = await StartAsync(pool);
        pool.Report(SealingPhase.PreCommit2, _gpus[1], new BackendFault(BackendStage.Replica, Second, FaultRemedy.Retire, "a wrong node"));
        Assert.Equal([new RetiredDevice("GPU-10111213-1415-1617-1819-1a1b1c1d1e1f", "a wrong node")], watch.Retired);
        // One that this worker does not have is nobody's affair.
        watch.Retire(new RetiredDevice("GPU-other", "lost"));
        Assert.Single(watch.Retired);
    }

    [Fact]
    public async Task Without_another_backend_the_phase_has_none()
    {
        BackendPool pool = Pool(others: false);
        using GpuWatch watch = await StartAsync(pool);
        SimulatedSensors.simulate_xid(0, 79, -1);
        SimulatedSensors.simulate_xid(1, 79, -1);
        await Patience.UntilAsync("no GPU is left", () => pool.Selection.Phases[SealingPhase.PreCommit2] == BackendSelection.None);
        Assert.Throws<SealingBackendException>(() => pool.For(SealingPhase.PreCommit2));
        Assert.Contains(_log.Lines, line => line.Contains("goes on with no backend: it fails from now on", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_gpu_that_falls_off_the_bus_is_retired_and_its_readings_go()
    {
        using GpuWatch watch = await StartAsync(Pool());
        Assert.Contains("lotusseal_gpu_power_watts", Samples(await ScrapeAsync()), StringComparison.Ordinal);
        SimulatedSensors.simulate_nvml_failure("nvmlDeviceGetTemperature", 15);
        await Patience.UntilAsync("both are retired", () => watch.Reports().All(gpu => gpu.Retired is not null && gpu.Reading is null));
        string metrics = await ScrapeAsync();
        Assert.Contains($"lotusseal_gpu_retired{{gpu=\"{FirstId}\"}} 1", metrics, StringComparison.Ordinal);
        Assert.DoesNotContain("lotusseal_gpu_power_watts", Samples(metrics), StringComparison.Ordinal);
        Assert.DoesNotContain("lotusseal_gpu_clock", Samples(metrics), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_cannot_be_read_is_said_and_the_gpu_is_used()
    {
        SimulatedSensors.simulate_nvml_failure("nvmlInit_v2", 9);
        BackendPool pool = Pool();
        using GpuWatch watch = GpuWatch.Start(pool, _log);
        await Patience.UntilAsync("it is said", () => _log.Lines.Count > 0);
        Assert.Contains("temperature, power, memory and errors of GPUs are not known: NVML does not work", Assert.Single(_log.Lines),
            StringComparison.Ordinal);
        Assert.Equal(First, pool.Selection.Phases[SealingPhase.PreCommit2]);
        Assert.Equal(["PC2", "RU"], watch.Reports()[0].Tasks);
        Assert.Null(watch.Reports()[0].Reading);
    }

    private BackendPool Pool(bool others = true)
    {
        KeptChild Start() => new(_lives.Program, new ChildTimings(), TimeProvider.System, NullLogger.Instance);
        _gpus.AddRange(new GpuFinder(Start).Find(static _ => { }));
        return new BackendPool(others ? [.. _gpus, new ManagedSealingBackend()] : [.. _gpus], message => _log.SealingWarning(message));
    }

    private async Task<GpuWatch> StartAsync(BackendPool pool)
    {
        GpuWatch watch = GpuWatch.Start(pool, _log);
        GpuGauges.Register(_metrics, watch.Reports);
        await Patience.UntilAsync("the GPUs are read", () => watch.Reports().All(gpu => gpu.Reading is not null));
        return watch;
    }

    private async Task<string> ScrapeAsync()
    {
        using MemoryStream stream = new();
        await _metrics.WriteAsync(stream, ExpositionFormat.PrometheusText, TestContext.Current.CancellationToken);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    private static string Samples(string metrics) =>
        string.Join('\n', metrics.Split('\n').Where(line => !line.StartsWith('#')));

    private static string Info(GpuWatch watch) => GpuInfoText.Format(new GpuList(watch.Reports()));
}
