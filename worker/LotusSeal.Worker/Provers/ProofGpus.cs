using LotusSeal.Cuda;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Cuda.Telemetry;
using LotusSeal.Groth16.Backends;

namespace LotusSeal.Worker.Provers;

/// <summary>
/// The GPUs of a prover, the last one first: PreCommit2 takes the first, so that with two of them each has one. Each is the substitute of the one
/// before it, the processor that of the last. They are watched as the worker's are: one that reports an error of its own is left alone.
/// </summary>
internal sealed class ProofGpus : IDeviceObserver, IDisposable
{
    private readonly List<(CudaDeviceInfo Device, CudaProverBackend Backend, DeviceFirst Trust)> _gpus = [];
    /// <summary>The longest that a device works on one call: many times what the largest quotient takes, or the compiling of the kernels.</summary>
    private static readonly TimeSpan LongestCall = TimeSpan.FromMinutes(3), Look = TimeSpan.FromSeconds(10);

    private readonly DeviceWatch _watch;
    private readonly ITimer _look;

    /// <summary>Begins to watch; devices are opened with the first proof.</summary>
    /// <param name="gpus">The GPUs in the driver's order.</param>
    /// <param name="processor">Computes what no GPU does.</param>
    /// <param name="warning">Told of each failure.</param>
    /// <param name="hangs">Told of a call that does not end: nothing but the end of the process ends it.</param>
    public ProofGpus(IReadOnlyList<CudaSealingBackend> gpus, IProverBackend processor, Action<string> warning, Action<string> hangs)
    {
        Backend = processor;
        foreach (CudaSealingBackend gpu in gpus)
        {
            CudaProverBackend backend = new(gpu, processor);
            DeviceFirst trust = new(backend, Backend, processor, TimeProvider.System, warning);
            _gpus.Add((gpu.Device, backend, trust));
            Backend = trust;
        }

        _watch = new DeviceWatch([.. gpus.Select(gpu => gpu.Device)], this, TimeProvider.System);
        _watch.Start();
        _look = TimeProvider.System.CreateTimer(_ =>
        {
            if (_gpus.Find(gpu => gpu.Backend.BusyFor > LongestCall).Backend is { } stuck)
                hangs($"{stuck.Name} has not ended a call for {LongestCall.TotalMinutes:0} min");
        }, null, Look, Look);
    }

    /// <summary>What computes.</summary>
    public IProverBackend Backend { get; }

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
}
