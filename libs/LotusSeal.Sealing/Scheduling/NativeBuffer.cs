using System.Runtime.InteropServices;

namespace LotusSeal.Sealing.Scheduling;

/// <summary>Uninitialised page-aligned memory outside the garbage-collected heap, up to 2 GiB: free again at once, without a collection.</summary>
internal sealed unsafe class NativeBuffer<T>(int length) : IDisposable
    where T : unmanaged
{
    private const nuint Alignment = 4096;
    private T* _pointer = (T*)NativeMemory.AlignedAlloc((nuint)length * (nuint)sizeof(T), Alignment);

    public Span<T> Span
    {
        get
        {
            ObjectDisposedException.ThrowIf(_pointer is null, this);
            return new Span<T>(_pointer, length);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(_pointer);
        _pointer = null;
    }
}
