using System.Runtime.InteropServices;

namespace LotusSeal.Primitives.Interop;

/// <summary>The fields of <c>struct statx</c> that are used; its layout is the same on every architecture.</summary>
[StructLayout(LayoutKind.Explicit, Size = 256)]
internal struct StatXResult
{
    private const ushort TypeBits = 0xf000, RegularFile = 0x8000;

    [FieldOffset(0x10)] internal uint Links;
    [FieldOffset(0x1c)] internal ushort Mode;
    [FieldOffset(0x20)] internal ulong Inode;
    [FieldOffset(0x28)] internal ulong Size;
    [FieldOffset(0x30)] internal ulong Blocks512;
    [FieldOffset(0x88)] internal uint DeviceMajor;
    [FieldOffset(0x8c)] internal uint DeviceMinor;

    /// <summary>True for a file with content, and no folder, link or device.</summary>
    internal readonly bool IsRegularFile => (Mode & TypeBits) == RegularFile;

    /// <summary>True when both are of one file or folder, whatever names it has.</summary>
    internal readonly bool IsSameEntry(in StatXResult other) =>
        Inode == other.Inode && DeviceMajor == other.DeviceMajor && DeviceMinor == other.DeviceMinor;
}
