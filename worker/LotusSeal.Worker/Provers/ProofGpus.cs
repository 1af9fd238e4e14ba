using LotusSeal.Cuda;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Telemetry;
using LotusSeal.Groth16.Backends;
using LotusSeal.Sealing.Backends;
using LotusSeal.Worker.Children;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Provers;

/// <summary>
/// The GPUs of a prover, the last one first: PreCommit2 takes the first, so that with two of them each has one. Each is the substitute of the one
/// before it, the processor that of the last. They are watched as the worker's are: one that reports an error of its own is left alone.
/// </summary>
internal sealed class ProofGpus : IDeviceObserver, IDisposable
{
    private readonly List<(CudaDeviceInfo Device, CudaProverBackend Backend, DeviceTrust Trust)> _gpus = [];
    /// <summary>The longest that a device works on one call: many times what the largest quotient takes, or the compiling of the kernels.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(3), Look = TimeSpan.FromSeconds(10);

    private readonly DeviceWatch _watch;
    private readonly ITimer _look;

    /// <summary>Begins to watch; devices are opened with the first proof.</summary>
    /// <param name="gpus">The GPUs in the driver's order.</param>
    /// <param name="processor">Computes what no GPU does.</param>
    /// <param name="policy">Whether it does.</param>
    /// <param name="warning">Told of each failure.</param>
    /// <param name="hangs">Told of a call that does not end: nothing but the end of the process ends it.</param>
    /// <param name="retired">Told of each device that is not used again, one that hangs too.</param>
    public ProofGpus(IReadOnlyList<CudaSealingBackend> gpus, IProverBackend processor, GpuPolicy policy, Action<string> warning,
        Action<string> hangs, Action<RetiredDevice>? retired = null)
    {
        WithProcessor = processor;
        Backend = policy == GpuPolicy.Require ? new NoSubstitute(WhyNone, processor) : processor;
        foreach (CudaSealingBackend gpu in gpus)
        {
            CudaProverBackend backend = new(gpu, processor);
            IProverBackend next = Backend;
            DeviceTrust trust = new(backend, processor, TimeProvider.System, warning, () => next.Name,
                reason => retired?.Invoke(new RetiredDevice(gpu.Device.Uuid, reason)));
            _gpus.Add((gpu.Device, backend, trust));
            // Two chains over the same devices: what one learns of a device holds for the other.
            WithProcessor = new DeviceFirst(trust, WithProcessor, processor);
            Backend = policy == GpuPolicy.Require ? new DeviceFirst(trust, next, processor) : WithProcessor;
        }

        _watch = new DeviceWatch([.. gpus.Select(gpu => gpu.Device)], this, TimeProvider.System);
        _watch.Start();
        _look = TimeProvider.System.CreateTimer(_ =>
        {
            if (_gpus.Find(gpu => gpu.Backend.BusyFor > LongestCall) is not { Backend: { } backend, Device: { } stuck }) return;
            string reason = $"it has not ended a call for {LongestCall.TotalMinutes:0} min";
            retired?.Invoke(new RetiredDevice(stuck.Uuid, reason));
            hangs($"{backend.Name} hangs: {reason}");
        }, null, Look, Look);
    }

    /// <summary>What computes, as the policy has it.</summary>
    public IProverBackend Backend { get; }

    /// <summary>The same with the processor behind the last GPU, whatever the policy is.</summary>
    public IProverBackend WithProcessor { get; }

    /// <summary>Leaves a device alone that somebody else has retired.</summary>
    public void Leave(RetiredDevice device) => _gpus.Find(gpu => gpu.Device.Uuid == device.Uuid).Trust?.Condemn(device.Reason);

    /// <inheritdoc/>
    public void Unreadable(string reason)
    {
        // The worker says it of the same device.
    }

    /// <inheritdoc/>
    public void XidReported(CudaDeviceInfo device, XidError error)
    {
        // The worker says it of the same device.
    }

    /// <inheritdoc/>
    public void HadErrors(CudaDeviceInfo device, ulong count)
    {
        // The worker says it of the same device.
    }

    /// <inheritdoc/>
    public void Failed(CudaDeviceInfo device, string reason) => _gpus.Find(gpu => gpu.Device == device).Trust.Condemn(reason);

    /// <inheritdoc/>
    public void Dispose()
    {
        _look.Dispose();
        _watch.Dispose();
        foreach ((_, CudaProverBackend backend, _) in _gpus) backend.Dispose();
    }

    /// <summary>The failure of the GPU that would compute, were it not for that.</summary>
    private BackendFault WhyNone() => _gpus.Select(gpu => gpu.Trust.Fault).OfType<BackendFault>().FirstOrDefault()
        ?? new BackendFault(BackendStage.Proof, "every GPU", FaultRemedy.Retire, "there is none");
}
