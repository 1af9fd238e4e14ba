using System.Runtime.InteropServices;

namespace LotusSeal.Cuda.Tests.Ptx;

/// <summary>Memory and launches for kernels of a module: threads run one after the other, in one block.</summary>
/// <param name="module">The kernels.</param>
/// <param name="bytes">Global memory.</param>
/// <param name="sharedBytes">Shared memory.</param>
internal sealed class PtxMachine(PtxModule module, int bytes, int sharedBytes = 0)
{
    private const int Alignment = 16;
    private readonly byte[] _memory = new byte[bytes];
    private readonly byte[] _shared = new byte[sharedBytes];
    private int _used;

    /// <summary>Takes memory and copies values there.</summary>
    public ulong Put<T>(ReadOnlySpan<T> values)
        where T : unmanaged
    {
        ReadOnlySpan<byte> content = MemoryMarshal.AsBytes(values);
        ulong address = Take(content.Length);
        content.CopyTo(_memory.AsSpan((int)address));
        return address;
    }

    /// <summary>Takes memory, filled with what is of no use.</summary>
    public ulong Take(long length)
    {
        int address = _used;
        _used += checked((int)((length + Alignment - 1) / Alignment * Alignment));
        _memory.AsSpan(address, _used - address).Fill(0x5a);
        return (ulong)address;
    }

    /// <summary>What is in memory.</summary>
    public ReadOnlySpan<T> Read<T>(ulong address, int count)
        where T : unmanaged => MemoryMarshal.Cast<byte, T>(_memory.AsSpan((int)address))[..count];

    /// <summary>Runs so many threads of a kernel, and one more, which has nothing to do.</summary>
    public void Launch(string kernel, int threads, params ulong[] arguments)
    {
        PtxProgram program = module.Kernel(kernel);
        for (int thread = 0; thread <= threads; thread++) program.Run(_memory, _shared, thread, threads + 1, [.. arguments, (ulong)threads]);
    }

    /// <summary>Runs one thread, alone in its block, with all of its arguments.</summary>
    /// <returns>What it executed.</returns>
    public PtxTally Run(string kernel, params ulong[] arguments) => module.Kernel(kernel).Run(_memory, _shared, 0, 1, arguments);
}
