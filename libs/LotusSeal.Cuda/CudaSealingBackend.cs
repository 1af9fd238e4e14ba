using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Sealing.Backends;
using ManagedCuda;

namespace LotusSeal.Cuda;

/// <summary>PreCommit2 and updates on an NVIDIA GPU; all other grains are left to other backends.</summary>
public sealed class CudaSealingBackend : SealingBackend, IDisposable
{
    private const string NamePrefix = "cuda(";
    private readonly CudaReplicaBuilder _builder;

    internal CudaSealingBackend(CudaDeviceInfo device, int largestBatch = int.MaxValue) : base(NameOf(device))
    {
        Device = device;
        _builder = new CudaReplicaBuilder(device, Name) { LargestBatch = largestBatch };
        (Replicas, Updates) = (_builder, _builder);
    }

    /// <summary>The device.</summary>
    public CudaDeviceInfo Device { get; }

    /// <summary>The name of a device's backend.</summary>
    public static string NameOf(CudaDeviceInfo device)
    {
        ArgumentNullException.ThrowIfNull(device);
        return $"{NamePrefix}{device.Name} at {device.Place})";
    }

    /// <summary>Whether a backend's name is that of a GPU.</summary>
    public static bool IsName(string name) => name.StartsWith(NamePrefix, StringComparison.Ordinal);

    /// <summary>Gives back what the device held; a sector that it works on must have ended.</summary>
    public void Dispose() => _builder.Dispose();

    /// <summary>
    /// Ends the sector that the device works on, and every later one, with the fault that is returned: somebody saw the device fail beside the work.
    /// </summary>
    /// <param name="reason">What was seen, for a person.</param>
    /// <param name="stage">What it failed in.</param>
    public BackendFault Condemn(string reason, BackendStage stage = BackendStage.Replica) => _builder.Condemn(reason, stage);

    /// <summary>Finds the GPUs of this machine, a backend each, in the driver's order. Nothing is computed yet.</summary>
    /// <param name="backends">The backends; none without a GPU.</param>
    /// <param name="reason">Why there is none, for a person; null where there are some.</param>
    /// <returns>True when there is at least one.</returns>
    public static bool TryCreate(out IReadOnlyList<CudaSealingBackend> backends, out string? reason)
    {
        backends = [];
        try
        {
            IReadOnlyList<CudaDeviceInfo> devices = CudaDeviceInfo.FindAll();
            if (devices.Count == 0) reason = "the driver shows no GPU";
            else if (!KernelImage.Exists) reason = "this program was built without kernels: build it where clang 19 is installed";
            else (backends, reason) = ([.. devices.Select(device => new CudaSealingBackend(device))], null);
        }
        catch (DllNotFoundException)
        {
            reason = "there is no NVIDIA driver (libcuda.so.1)";
        }
        catch (Exception exception) when (exception is CudaException or EntryPointNotFoundException or BadImageFormatException)
        {
            reason = $"the NVIDIA driver does not work: {exception.Message}";
        }
        return backends.Count > 0;
    }
}
