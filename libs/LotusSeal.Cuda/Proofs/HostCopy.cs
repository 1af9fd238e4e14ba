using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Proofs;

/// <summary>
/// Copies between ordinary memory and the device through pinned chunks: while the device takes one, threads fill or empty others.
/// </summary>
internal sealed unsafe class HostCopy : IDisposable
{
    private const int ChunkBytes = 8 << 20, SliceBytes = 1 << 20, Chunks = 4;

    private readonly CudaStream _stream;
    private readonly List<(CudaPageLockedHostMemory<byte> Memory, CudaEvent Copied)> _chunks = [];

    /// <summary>Allocates the chunks; copies go into a stream.</summary>
    public HostCopy(CudaStream stream)
    {
        _stream = stream;
        try
        {
            while (_chunks.Count < Chunks)
                _chunks.Add((new CudaPageLockedHostMemory<byte>(ChunkBytes), new CudaEvent(CUEventFlags.DisableTiming)));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Copies to the beginning of an array of the device. The source can be changed afterwards; what the stream does next sees the copy.</summary>
    public void Upload<T>(ReadOnlySpan<T> source, CudaDeviceVariable<byte> destination)
        where T : unmanaged
    {
        long length = (long)source.Length * sizeof(T);
        fixed (T* from = source)
        {
            for (long begin = 0; begin < length; begin += ChunkBytes)
            {
                (CudaPageLockedHostMemory<byte> chunk, CudaEvent copied) = _chunks[(int)(begin / ChunkBytes % Chunks)];
                long size = Math.Min(ChunkBytes, length - begin);
                copied.Synchronize();
                Move((byte*)from + begin, (byte*)chunk.PinnedHostPointer, size);
                chunk.AsyncCopyToDevice(destination, 0, begin, size, _stream.Stream);
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
                (CudaPageLockedHostMemory<byte> chunk, CudaEvent copied) = _chunks[(int)(begin / ChunkBytes % Chunks)];
                copied.Synchronize();
                Move((byte*)chunk.PinnedHostPointer, (byte*)to + begin, Math.Min(ChunkBytes, length - begin));
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach ((CudaPageLockedHostMemory<byte> memory, CudaEvent copied) in _chunks)
        {
            memory.Dispose();
            copied.Dispose();
        }

        _chunks.Clear();
    }

    private void Begin(CudaDeviceVariable<byte> source, long begin, long length)
    {
        (CudaPageLockedHostMemory<byte> chunk, CudaEvent copied) = _chunks[(int)(begin / ChunkBytes % Chunks)];
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
