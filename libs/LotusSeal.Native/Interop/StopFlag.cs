using System.Runtime.InteropServices;

namespace LotusSeal.Native.Interop;

/// <summary>A token as native code reads it: a number that becomes 1 when the token is cancelled.</summary>
internal sealed unsafe class StopFlag : IDisposable
{
    private readonly CancellationTokenRegistration _registration;

    public StopFlag(CancellationToken cancellationToken)
    {
        Pointer = (int*)NativeMemory.AllocZeroed(sizeof(int));
        _registration = cancellationToken.UnsafeRegister(static flag => Volatile.Write(ref *((StopFlag)flag!).Pointer, 1), this);
    }

    /// <summary>The number; it ends with this.</summary>
    public int* Pointer { get; }

    public void Dispose()
    {
        // It waits for a callback that is running.
        _registration.Dispose();
        NativeMemory.Free(Pointer);
    }
}
