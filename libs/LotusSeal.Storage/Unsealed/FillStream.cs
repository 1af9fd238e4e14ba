using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Storage;

/// <summary>
/// Takes the whole data of an unsealed file in order: what is not valid in the file is written, what is valid is only compared. Nothing becomes
/// valid by it.
/// </summary>
public sealed class FillStream : Stream
{
    private readonly SafeFileHandle _handle;
    private readonly long _length;
    private readonly ByteRange[] _valid;
    private readonly ByteRuns _different = new();
    private byte[] _kept = [];
    private int _next;
    private long _position;

    internal FillStream(SafeFileHandle handle, long length, IEnumerable<ByteRange> valid)
    {
        (_handle, _length, _valid) = (handle, length, [.. valid]);
        ByteRuns missing = new([new ByteRange(0, (ulong)length)]);
        foreach (ByteRange range in _valid) missing.Remove(range);
        Missing = missing.Ranges;
    }

    /// <summary>What was not valid when the stream was opened: the only bytes that are written.</summary>
    public IReadOnlyList<ByteRange> Missing { get; }

    /// <summary>
    /// Where valid bytes differ from those that were written so far, to the first and last byte of each write; nothing of it was changed.
    /// </summary>
    public IReadOnlyList<ByteRange> Different => _different.Ranges;

    /// <inheritdoc/>
    public override bool CanRead => false;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => true;

    /// <inheritdoc/>
    public override long Length => _length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException("The data of a file is filled in order.");
    }

    /// <inheritdoc/>
    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > _length - _position)
            throw new IOException($"{buffer.Length} bytes do not fit into the last {_length - _position} bytes of the data");
        while (buffer.Length > 0)
        {
            while (_next < _valid.Length && (long)_valid[_next].End <= _position) _next++;
            bool isValid = _next < _valid.Length && (long)_valid[_next].Offset <= _position;
            long end = isValid ? (long)_valid[_next].End : _next < _valid.Length ? (long)_valid[_next].Offset : _length;
            int count = (int)Math.Min(buffer.Length, end - _position);
            if (isValid) Compare(buffer[..count]);
            else RandomAccess.Write(_handle, buffer[..count], _position);
            _position += count;
            buffer = buffer[count..];
        }
    }

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() => RandomAccess.FlushToDisk(_handle);

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("This stream is written only.");

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException("The data of a file is filled in order.");

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException("The data of a file has a fixed length.");

    private void Compare(ReadOnlySpan<byte> data)
    {
        if (_kept.Length < data.Length) _kept = new byte[data.Length];
        Span<byte> kept = _kept.AsSpan(0, data.Length);
        for (int read = 0, got; read < kept.Length; read += got)
        {
            got = RandomAccess.Read(_handle, kept[read..], _position + read);
            if (got == 0) throw new IOException($"the file ends at byte {_position + read} of its {_length} bytes of data");
        }

        int first = data.CommonPrefixLength(kept);
        if (first == data.Length) return;
        int last = data.Length - 1;
        while (data[last] == kept[last]) last--;
        _different.Add(new ByteRange((ulong)(_position + first), (ulong)(last - first + 1)));
    }
}
