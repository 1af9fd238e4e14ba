using System.Collections.Concurrent;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Telemetry;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Gpus;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Watches the GPUs among the backends. One that reports an error of its own, rather than of a program on it, is retired, and what it works on starts
/// again on the next backend: nothing that it computed since can be trusted.
/// </summary>
/// <remarks>It remembers for the worker's life which ones failed, in PreCommit2, in a prover or beside both.</remarks>
internal sealed class GpuWatch : IDeviceObserver, IRetiredDevices, IDisposable
{
    private readonly BackendPool _backends;
    private readonly IReadOnlyList<ChildGpu> _gpus;
    private readonly ILogger _logger;
    private readonly DeviceWatch _watch;
    private readonly ConcurrentDictionary<string, RetiredDevice> _byProvers = [];

    private GpuWatch(BackendPool backends, ILogger logger)
    {
        (_backends, _logger) = (backends, logger);
        _gpus = [.. backends.Candidates.OfType<ChildGpu>()];
        _watch = new DeviceWatch([.. _gpus.Select(gpu => gpu.Device)], this, TimeProvider.System);
    }

    /// <summary>What computes the proofs, once there is something that does.</summary>
    public ProofDevices? Proofs { get; set; }

    /// <inheritdoc/>
    public event Action? Changed
    {
        add => _backends.Changed += value;
        remove => _backends.Changed -= value;
    }

    /// <inheritdoc/>
    public IReadOnlyList<RetiredDevice> Retired
    {
        get
        {
            if (_gpus.Count == 0) return [];
            ILookup<string, BackendFault> faults = _backends.Selection.Retired.ToLookup(fault => fault.Device);
            return [.. _byProvers.Values.Concat(_gpus.Where(gpu => !_byProvers.ContainsKey(gpu.Device.Uuid))
                .SelectMany(gpu => faults[gpu.Name].Select(fault => new RetiredDevice(gpu.Device.Uuid, fault.Reason))))];
        }
    }

    private IReadOnlyDictionary<string, string> ProofBackends => Proofs?.Backends ?? new Dictionary<string, string>();

    /// <summary>Begins to watch; without a GPU there is nothing to do.</summary>
    public static GpuWatch Start(BackendPool backends, ILogger logger)
    {
        GpuWatch watch = new(backends, logger);
        watch._watch.Start();
        return watch;
    }

    /// <summary>The GPUs as they were read last, and what computes.</summary>
    public GpuList List()
    {
        BackendSelection selection = _backends.Selection;
        return new GpuList(Reports())
        {
            Backends = selection.Phases.Select(phase => KeyValuePair.Create(WorkerGauges.ShortName(phase.Key), phase.Value)).Concat(ProofBackends)
                .ToDictionary(),
            Retired = [.. selection.Retired.Select(fault => fault.ToString())],
        };
    }

    /// <summary>The GPUs as they were read last.</summary>
    public IReadOnlyList<GpuReport> Reports()
    {
        if (_gpus.Count == 0) return [];
        BackendSelection selection = _backends.Selection;
        return [.. _gpus.Zip(_watch.Conditions, (gpu, condition) => new GpuReport(condition.Id, gpu.Device.Name, gpu.Device.PciAddress,
            TasksOn(gpu, selection),
            selection.Retired.FirstOrDefault(fault => fault.Device == gpu.Name)?.Reason, condition.Reading, condition.Errors))];
    }

    /// <inheritdoc/>
    public void Unreadable(string reason) => _logger.GpuUnreadable(reason);

    /// <inheritdoc/>
    public void XidReported(CudaDeviceInfo device, XidError error) => _logger.GpuXid(Find(device).Name, error.ToString());

    /// <inheritdoc/>
    public void HadErrors(CudaDeviceInfo device, ulong count) => _logger.GpuHadErrors(Find(device).Name, count);

    /// <inheritdoc/>
    public void Failed(CudaDeviceInfo device, string reason) => Condemn(Find(device), reason, BackendStage.Replica);

    /// <inheritdoc/>
    public void Retire(RetiredDevice device)
    {
        if (_gpus.FirstOrDefault(gpu => gpu.Device.Uuid == device.Uuid) is not { } gpu || !_byProvers.TryAdd(device.Uuid, device)) return;
        // The backend that follows is tested, which is not for the thread that listens to the prover.
        ThreadPool.QueueUserWorkItem(_ => Condemn(gpu, device.Reason, BackendStage.Proof));
    }

    /// <inheritdoc/>
    public void Dispose() => _watch.Dispose();

    /// <summary>The log has the warning of the pool, which names the backend that follows.</summary>
    private void Condemn(ChildGpu gpu, string reason, BackendStage stage)
    {
        if (_backends.Selection.Retired.All(fault => fault.Device != gpu.Name))
            _backends.Report(SealingPhase.PreCommit2, gpu, gpu.Condemn(reason, stage));
    }

    private string[] TasksOn(ChildGpu gpu, BackendSelection selection) =>
    [
        .. selection.Phases.Where(phase => phase.Value == gpu.Name).Select(phase => WorkerGauges.ShortName(phase.Key)),
        .. ProofBackends.Where(proof => proof.Value == gpu.Name).Select(proof => proof.Key),
    ];

    private ChildGpu Find(CudaDeviceInfo device) => _gpus.Single(gpu => gpu.Device == device);
}
