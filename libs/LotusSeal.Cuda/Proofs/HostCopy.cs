using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>
/// Copies between ordinary memory and the device through pinned chunks: while the device takes one, threads fill or empty others.
/// </summary>
internal sealed unsafe class HostCopy : IDisposable
{
    private const int ChunkBytes = 16 << 20, SliceBytes = 2 << 20, Chunks = 4;

    private readonly CudaStream _stream;
    private readonly CudaPageLockedHostMemory<byte>?[] _chunks = new CudaPageLockedHostMemory<byte>?[Chunks];
    private readonly CudaEvent?[] _copied = new CudaEvent?[Chunks];

    /// <summary>Copies go into a stream; chunks are allocated when they are needed.</summary>
    public HostCopy(CudaStream stream) => _stream = stream;

    /// <summary>Copies to an array of the device. The source can be changed afterwards; what the stream does next sees the copy.</summary>
    /// <param name="source">What is copied.</param>
    /// <param name="destination">The array.</param>
    /// <param name="offset">Where in it, bytes.</param>
    public void Upload<T>(ReadOnlySpan<T> source, CudaDeviceVariable<byte> destination, long offset = 0)
        where T : unmanaged
    {
        long length = (long)source.Length * sizeof(T);
        fixed (T* from = source)
        {
            for (long begin = 0; begin < length; begin += ChunkBytes)
            {
                (CudaPageLockedHostMemory<byte> chunk, CudaEvent copied) = ChunkAt(begin);
                long size = Math.Min(ChunkBytes, length - begin);
                copied.Synchronize();
                Move((byte*)from + begin, (byte*)chunk.PinnedHostPointer, size);
                chunk.AsyncCopyToDevice(destination, 0, offset + begin, size, _stream.Stream);
                copied.Record(_stream.Stream);
            }
        }
    }

    /// <summary>Copies from the beginning of an array of the device, and waits for all that the stream has to do.</summary>
    public void Download<T>(CudaDeviceVariable<byte> source, Span<T> destination)
        where T : unmanaged
    {
        long length = (long)destination.Length * sizeof(T), begun = 0;
        fixed (T* to = destination)
        {
            for (long begin = 0; begin < length; begin += ChunkBytes)
            {
                for (; begun < length && begun < begin + (long)Chunks * ChunkBytes; begun += ChunkBytes) Begin(source, begun, length);
                (CudaPageLockedHostMemory<byte> chunk, CudaEvent copied) = ChunkAt(begin);
                copied.Synchronize();
                Move((byte*)chunk.PinnedHostPointer, (byte*)to + begin, Math.Min(ChunkBytes, length - begin));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (CudaPageLockedHostMemory<byte>? chunk in _chunks) chunk?.Dispose();
        foreach (CudaEvent? copied in _copied) copied?.Dispose();
    }

    private (CudaPageLockedHostMemory<byte> Memory, CudaEvent Copied) ChunkAt(long begin)
    {
        int index = (int)(begin / ChunkBytes % Chunks);
        return (_chunks[index] ??= new CudaPageLockedHostMemory<byte>(ChunkBytes), _copied[index] ??= new CudaEvent(CUEventFlags.DisableTiming));
    }

    private void Begin(CudaDeviceVariable<byte> source, long begin, long length)
    {
        (CudaPageLockedHostMemory<byte> chunk, CudaEvent copied) = ChunkAt(begin);
        chunk.AsyncCopyFromDevice(source, begin, 0, Math.Min(ChunkBytes, length - begin), _stream.Stream);
        copied.Record(_stream.Stream);
    }

    /// <summary>One thread does not move as much as the bus takes.</summary>
    private static void Move(byte* from, byte* to, long size)
    {
        int slices = (int)((size + SliceBytes - 1) / SliceBytes);
        if (slices == 1)
        {
            Buffer.MemoryCopy(from, to, size, size);
            return;
        }

        Parallel.For(0, slices, slice =>
        {
            long begin = (long)slice * SliceBytes, length = Math.Min(SliceBytes, size - begin);
            Buffer.MemoryCopy(from + begin, to + begin, length, length);
        });
    }
}
