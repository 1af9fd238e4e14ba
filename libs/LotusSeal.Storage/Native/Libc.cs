using System.Runtime.InteropServices;

namespace LotusSeal.Storage;

/// <summary>The few calls of the C library that the framework does not offer: hole punching, file-system identity.</summary>
internal static partial class Libc
{
    internal const int PunchHoleKeepSize = 0x01 | 0x02;
    internal const int CurrentDirectory = -100;
    internal const uint StatxBasic = 0x7ff;
    internal const int StatxNoFollow = 0x100;

    [LibraryImport("libc", EntryPoint = "fallocate", SetLastError = true)]
    internal static partial int FAllocate(SafeHandle descriptor, int mode, long offset, long length);

    [LibraryImport("libc", EntryPoint = "statx", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int StatX(int directory, string path, int flags, uint mask, out StatXResult result);
}

/// <summary>The fields of <c>struct statx</c> that are used; its layout is the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatXResult
{
    [FieldOffset(0x1c)] internal ushort Mode;
    [FieldOffset(0x20)] internal ulong Inode;
    [FieldOffset(0x28)] internal ulong Size;
    [FieldOffset(0x30)] internal ulong Blocks512;
    [FieldOffset(0x88)] internal uint DeviceMajor;
    [FieldOffset(0x8c)] internal uint DeviceMinor;
}
