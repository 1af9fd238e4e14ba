using System.Globalization;
using ManagedCuda;

namespace LotusSeal.Cuda.Devices;

/// <summary>A device of this machine.</summary>
/// <param name="Ordinal">The driver's number for it, which depends on CUDA_VISIBLE_DEVICES.</param>
/// <param name="Name">The product; of a MIG instance with its profile, such as <c>NVIDIA H100 80GB HBM3 MIG 1g.10gb</c>.</param>
/// <param name="Uuid">Its identifier, <c>GPU-…</c>, or <c>MIG-…</c> for an instance.</param>
/// <param name="PciAddress">Its place, <c>domain:bus:device.function</c>.</param>
/// <param name="MemoryBytes">All of its memory.</param>
/// <param name="Multiprocessors">Number of multiprocessors.</param>
/// <param name="ComputeCapability">Its generation.</param>
/// <param name="SharedMemoryOfBlock">Most shared memory of a block, bytes.</param>
/// <param name="Driver">The version of CUDA that the driver implements.</param>
public sealed record CudaDeviceInfo(int Ordinal, string Name, string Uuid, string PciAddress, ulong MemoryBytes, int Multiprocessors,
    Version ComputeCapability, int SharedMemoryOfBlock, Version Driver)
{
    /// <summary>What stands before the profile in the name of a MIG instance.</summary>
    private const string Instance = " MIG ";

    /// <summary>Where it is: instances of one card have one place on the bus, so their identifier is said too.</summary>
    public string Place => Name.Contains(Instance, StringComparison.Ordinal) ? $"{PciAddress}, {Uuid}" : PciAddress;

    /// <summary>The devices that the driver shows, none where there is no driver; the driver honours CUDA_VISIBLE_DEVICES.</summary>
    /// <exception cref="DllNotFoundException">There is no driver.</exception>
    /// <exception cref="CudaException">The driver does not work.</exception>
    public static IReadOnlyList<CudaDeviceInfo> FindAll()
    {
        int count = CudaContext.GetDeviceCount();
        List<CudaDeviceInfo> devices = [];
        for (int ordinal = 0; ordinal < count; ordinal++)
        {
            CudaDeviceProperties properties = CudaContext.GetDeviceInfo(ordinal);
            // The driver gives an instance's own identifier, and says by the name alone that it is one.
            string prefix = properties.DeviceName.Contains(Instance, StringComparison.Ordinal) ? "MIG" : "GPU";
            devices.Add(new CudaDeviceInfo(ordinal, properties.DeviceName, $"{prefix}-{properties.Uuid}", properties.PCIBusId,
                properties.TotalGlobalMemory, properties.MultiProcessorCount, properties.ComputeCapability,
                properties.SharedMemoryPerBlockOptin, CudaContext.GetDriverVersion()));
        }
        return devices;
    }

    /// <summary>One line for a person.</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture,
        $"{Name}, {MemoryBytes / (double)(1UL << 30):F0} GiB, at {PciAddress}, {Uuid}, compute capability {ComputeCapability}, "
        + $"driver for CUDA {Driver}");
}
