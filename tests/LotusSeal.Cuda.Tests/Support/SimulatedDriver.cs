using System.Runtime.InteropServices;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Cuda.Proofs;
using LotusSeal.Groth16.Backends;
using LotusSeal.Native;
using LotusSeal.Sealing.Backends;
using ManagedCuda;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>The double of the driver (native/simulator): one for the process, so the classes that use it are in one collection.</summary>
internal static partial class SimulatedDriver
{
    /// <summary>The collection of the classes that use it.</summary>
    public const string Collection = "driver";

    private const string Library = "libcuda-simulated.so";

    /// <summary>A machine whose driver works.</summary>
    /// <param name="devices">GPUs.</param>
    /// <param name="memory">Memory of each, bytes.</param>
    public static void Start(int devices = 1, ulong memory = 1UL << 30)
    {
        DriverAPINativeMethods.FileName = Path.Combine(AppContext.BaseDirectory, Library);
        KernelImage.Replacement = [0];
        simulate_machine(devices, (nuint)memory);
    }

    /// <summary>A machine that shows two MIG instances of one card.</summary>
    public static void StartInstances(string profile)
    {
        Start(devices: 2);
        simulate_instances(profile);
    }

    /// <summary>The backend of the first device.</summary>
    public static CudaSealingBackend Create(int largestBatch = int.MaxValue) => new(CudaDeviceInfo.FindAll()[0], largestBatch);

    /// <summary>The first device for proofs, which takes small sums and domains too.</summary>
    public static CudaProverBackend CreateProver() => new(Create(), new ManagedProverBackend()) { TakesAll = true };

    /// <summary>A backend for every phase: PreCommit2 and updates are the device's, the rest is native.</summary>
    public static SealingBackend Complete(CudaSealingBackend cuda)
    {
        if (!NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason)) throw new InvalidOperationException(reason);
        return new SealingBackend(cuda.Name)
        {
            Graph = native.Graph,
            Labels = native.Labels,
            Hashes = native.Hashes,
            Replicas = cuda.Replicas,
            Updates = cuda.Updates,
        };
    }

    [LibraryImport(Library)] internal static partial void simulate_machine(int deviceCount, nuint memory);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial void simulate_instances(string profile);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void simulate_failure(string call, uint nth, int error, int forGood);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void simulate_end(string call, uint nth, int signal, string file);

    /// <summary>Every call of the driver, where a name of one is asked for.</summary>
    internal const string AnyCall = "*";

    /// <summary>The call that was made to fail, empty where none was reached.</summary>
    internal static string FailedCall => Marshal.PtrToStringUTF8(simulated_failure())!;

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void simulate_wrong_result(string kernel, uint nth, [MarshalAs(UnmanagedType.Bool)] bool everyNode = false);

    [LibraryImport(Library)] internal static partial void simulate_free_memory(nuint bytes);

    [LibraryImport(Library)] private static partial nint simulated_failure();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial uint simulated_calls(string call);

    [LibraryImport(Library)] internal static partial nuint simulated_leftovers();
}
