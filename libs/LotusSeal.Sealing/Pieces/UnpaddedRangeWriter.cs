using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Pieces;

/// <summary>Un-pads whole blocks that arrive in order and writes the bytes of a range that need not start or end at a block.</summary>
internal sealed class UnpaddedRangeWriter(Stream output, DataRange range)
{
    private ulong _skip = range.Offset % Fr32.UnpaddedBlock;
    private ulong _left = range.Length;
    private byte[] _buffer = [];

    /// <summary>Takes the next whole blocks.</summary>
    public void Write(ReadOnlySpan<byte> padded)
    {
        int size = padded.Length / Fr32.PaddedBlock * Fr32.UnpaddedBlock;
        if (_buffer.Length < size) _buffer = new byte[size];
        Fr32.Unpad(padded, _buffer);
        ulong skip = Math.Min(_skip, (ulong)size), take = Math.Min((ulong)size - skip, _left);
        output.Write(_buffer, (int)skip, (int)take);
        _skip -= skip;
        _left -= take;
    }
}
