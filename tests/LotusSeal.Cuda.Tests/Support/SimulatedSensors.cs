using System.Runtime.InteropServices;
using LotusSeal.Cuda.Telemetry;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>The double of NVML (native/simulator): one for the process, beside the double of the driver.</summary>
internal static partial class SimulatedSensors
{
    private const string Library = "libnvidia-ml-simulated.so";

    /// <summary>How two devices lie in cards.</summary>
    public enum Arrangement
    {
        /// <summary>Each is one.</summary>
        WholeDevices,

        /// <summary>The second one is a MIG instance of the first.</summary>
        SecondInFirst,

        /// <summary>Both are MIG instances of a card that is the third.</summary>
        BothInThird,
    }

    /// <summary>Two devices that do nothing.</summary>
    public static void Start(Arrangement arrangement = Arrangement.WholeDevices)
    {
        NvmlNativeMethods.FileName = Path.Combine(AppContext.BaseDirectory, Library);
        simulate_sensors((int)arrangement);
    }

    [LibraryImport(Library)] internal static partial void simulate_sensors(int arrangement);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial void simulate_sensor(int index, string name, ulong value);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial void simulate_nvml_failure(string call, int error);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)] internal static partial void simulate_nvml_hang(string call);

    [LibraryImport(Library)] internal static partial void simulate_xid(int index, ulong code, int gpuInstance);

    [LibraryImport(Library)] internal static partial int simulated_waiting();

    [LibraryImport(Library)] internal static partial int simulated_sessions();
}
