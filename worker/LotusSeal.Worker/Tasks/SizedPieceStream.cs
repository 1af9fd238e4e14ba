namespace LotusSeal.Worker.Tasks;

/// <summary>
/// A piece as Lotus reads it: what comes after its size is not looked at, and zeros follow data that end before where that is asked for.
/// </summary>
/// <param name="inner">The bytes as they come; stays the caller's.</param>
/// <param name="size">Bytes of the piece.</param>
/// <param name="fillUp">Whether zeros follow a shorter piece; else it ends where the data end.</param>
internal sealed class SizedPieceStream(Stream inner, ulong size, bool fillUp) : Stream
{
    private ulong _left = size;
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        Memory<byte> wanted = buffer[..(int)Math.Min((ulong)buffer.Length, _left)];
        if (wanted.IsEmpty) return 0;
        int count = _ended ? 0 : await inner.ReadAsync(wanted, cancellationToken);
        if (count == 0)
        {
            _ended = true;
            if (!fillUp) return 0;
            wanted.Span.Clear();
            count = wanted.Length;
        }

        _left -= (ulong)count;
        return count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException("Read asynchronously.");

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
