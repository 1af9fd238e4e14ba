using System.Runtime.InteropServices;
using Native = LotusSeal.Cuda.Telemetry.NvmlNativeMethods;

namespace LotusSeal.Cuda.Telemetry;

/// <summary>A call of NVML failed; the message names the call and the error.</summary>
internal sealed unsafe class NvmlException(NvmlReturn result, string call) : Exception($"{call}: {Describe(result)}")
{
    /// <summary>What it returned.</summary>
    public NvmlReturn Result { get; } = result;

    /// <summary>NVML's words for an error, with its number.</summary>
    public static string Describe(NvmlReturn result) => $"{Marshal.PtrToStringUTF8((nint)Native.nvmlErrorString(result))} ({(int)result})";
}
