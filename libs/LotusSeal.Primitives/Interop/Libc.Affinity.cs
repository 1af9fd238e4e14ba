using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    /// <summary>Words of a mask that has room for every CPU that Linux can count, 8192.</summary>
    internal const int AffinityWords = 128;

    /// <summary>The id of the calling thread; the C library of older systems has no function for it.</summary>
    internal static int CurrentThread => (int)SystemCall(RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 178 : 186, 0, 0, 0);

    /// <summary>Lets a thread run on the CPUs of a mask alone, as far as its control group has them; 0 is the calling thread.</summary>
    /// <param name="thread">A thread of any process of the same user.</param>
    /// <param name="mask">Bit n stands for CPU n, 64 a word.</param>
    internal static bool TrySetAffinity(int thread, ReadOnlySpan<ulong> mask) =>
        SchedSetAffinity(thread, (nuint)(mask.Length * sizeof(ulong)), in MemoryMarshal.GetReference(mask)) == 0;

    /// <summary>The CPUs that a thread may run on; 0 is the calling thread.</summary>
    /// <param name="thread">A thread of any process.</param>
    /// <param name="mask"><see cref="AffinityWords"/> words: all are written.</param>
    internal static bool TryGetAffinity(int thread, Span<ulong> mask) =>
        SchedGetAffinity(thread, (nuint)(mask.Length * sizeof(ulong)), ref MemoryMarshal.GetReference(mask)) == 0;

    [LibraryImport(Library, EntryPoint = "sched_setaffinity", SetLastError = true)]
    private static partial int SchedSetAffinity(int thread, nuint bytes, in ulong mask);

    [LibraryImport(Library, EntryPoint = "sched_getaffinity", SetLastError = true)]
    private static partial int SchedGetAffinity(int thread, nuint bytes, ref ulong mask);
}
