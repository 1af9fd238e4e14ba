using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

internal static partial class Libc
{
    private const int PrioProcess = 0, IoPrioWhoProcess = 1;

    // The numbers differ between architectures, and the C library has no functions for these two.
    private static nint IoPrioSet => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 30 : 251;

    private static nint IoPrioGet => RuntimeInformation.ProcessArchitecture == Architecture.Arm64 ? 31 : 252;

    /// <summary>Sets the nice value of a thread; 0 is the calling one.</summary>
    internal static bool TrySetNice(int thread, int nice) => SetPriority(PrioProcess, thread, nice) == 0;

    /// <summary>The nice value of a thread.</summary>
    internal static int GetNice(int thread) => GetPriority(PrioProcess, thread);

    /// <summary>Sets the I/O priority of a thread, class and level packed as the kernel does.</summary>
    internal static bool TrySetIoPriority(int thread, int priority) => SystemCall(IoPrioSet, IoPrioWhoProcess, thread, priority) >= 0;

    /// <summary>The I/O priority of a thread, packed.</summary>
    internal static int GetIoPriority(int thread) => (int)SystemCall(IoPrioGet, IoPrioWhoProcess, thread, 0);

    [LibraryImport(Library, EntryPoint = "setpriority", SetLastError = true)]
    private static partial int SetPriority(int which, int who, int priority);

    [LibraryImport(Library, EntryPoint = "getpriority", SetLastError = true)]
    private static partial int GetPriority(int which, int who);

    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    private static partial nint SystemCall(nint number, nint first, nint second, nint third);
}
