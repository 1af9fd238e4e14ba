namespace LotusSeal.Sealing.Pieces;

/// <summary>A stream followed by zeros up to a length. Read-only, forward only; disposing closes the inner stream.</summary>
public sealed class ZeroFilledStream(Stream inner, long length) : Stream
{
    private long _position;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => length;

    /// <inheritdoc/>
    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Memory<byte> wanted = buffer[..(int)Math.Min(buffer.Length, length - _position)];
        int read = wanted.Length == 0 ? 0 : await inner.ReadAsync(wanted, cancellationToken);
        return Advance(wanted.Span, read);
    }

    /// <inheritdoc/>
    public override int Read(Span<byte> buffer)
    {
        Span<byte> wanted = buffer[..(int)Math.Min(buffer.Length, length - _position)];
        return Advance(wanted, wanted.Length == 0 ? 0 : inner.Read(wanted));
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    /// <inheritdoc/>
    public override void Flush() { }

    /// <inheritdoc/>
    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void SetLength(long value) => throw new NotSupportedException();

    /// <inheritdoc/>
    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <inheritdoc/>
    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }

    private int Advance(Span<byte> wanted, int read)
    {
        if (read == 0)
        {
            wanted.Clear();
            read = wanted.Length;
        }

        _position += read;
        return read;
    }
}
