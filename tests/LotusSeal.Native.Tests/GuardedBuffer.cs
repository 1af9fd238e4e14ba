using System.Runtime.InteropServices;

namespace LotusSeal.Native.Tests;

/// <summary>Unmanaged memory at a chosen misalignment, with sentinel bytes on both sides that are checked when it is disposed.</summary>
public sealed unsafe class GuardedBuffer : IDisposable
{
    private const int Guard = 128;
    private const byte Sentinel = 0xA5;

    private readonly byte* _allocation;
    private readonly int _before;

    public GuardedBuffer(int length, int misalignment = 1)
    {
        Length = length;
        _before = Guard + misalignment;
        _allocation = (byte*)NativeMemory.AlignedAlloc((nuint)(_before + length + Guard), 64);
        new Span<byte>(_allocation, _before + length + Guard).Fill(Sentinel);
    }

    public int Length { get; }

    public byte* Pointer => _allocation + _before;

    public Span<byte> Span => new(Pointer, Length);

    public void Dispose()
    {
        bool before = new ReadOnlySpan<byte>(_allocation, _before).ContainsAnyExcept(Sentinel);
        bool after = new ReadOnlySpan<byte>(Pointer + Length, Guard).ContainsAnyExcept(Sentinel);
        NativeMemory.AlignedFree(_allocation);
        Assert.False(before, "Bytes before the buffer were overwritten.");
        Assert.False(after, "Bytes after the buffer were overwritten.");
    }
}
