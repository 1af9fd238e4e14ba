using System.Runtime.InteropServices;
using ManagedCuda.BasicTypes;

namespace ManagedCuda;

/// <summary>A call of the driver failed.</summary>
public class CudaException : Exception
{
    /// <summary>Creates the exception; its message names the call, the error and its number.</summary>
    /// <param name="error">What the driver returned.</param>
    /// <param name="call">The driver's function.</param>
    public CudaException(CUResult error, string call) : base($"{call}: {Describe(error)}") => CudaError = error;

    /// <summary>What the driver returned.</summary>
    public CUResult CudaError { get; }

    internal static unsafe string Describe(CUResult error)
    {
        byte* name = null, text = null;
        string number = ((int)error).ToString(System.Globalization.CultureInfo.InvariantCulture);
        if (DriverAPINativeMethods.cuGetErrorName(error, &name) != CUResult.Success
            || DriverAPINativeMethods.cuGetErrorString(error, &text) != CUResult.Success)
            return $"error {number}";
        return $"{Marshal.PtrToStringUTF8((nint)text)} ({Marshal.PtrToStringUTF8((nint)name)}, {number})";
    }
}
