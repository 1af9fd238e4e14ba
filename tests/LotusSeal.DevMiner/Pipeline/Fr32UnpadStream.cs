using LotusSeal.Sealing.Pieces;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>
/// Reads the data bytes of an unsealed file: every 128 bytes hold 127, four times 254 bits followed by two zero bits (protocol spec 5.2).
/// </summary>
public sealed class Fr32UnpadStream(Stream padded, ulong unpaddedLength) : Stream
{
    private const int PaddedBlock = Fr32.PaddedBlock, DataBlock = Fr32.UnpaddedBlock;
    private readonly byte[] _padded = new byte[PaddedBlock];
    private readonly byte[] _data = new byte[DataBlock];
    private int _next = DataBlock;
    private ulong _left = unpaddedLength;

    /// <inheritdoc/>
    public override bool CanRead => true;

    /// <inheritdoc/>
    public override bool CanSeek => false;

    /// <inheritdoc/>
    public override bool CanWrite => false;

    /// <inheritdoc/>
    public override long Length => throw new NotSupportedException();

    /// <inheritdoc/>
    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <inheritdoc/>
    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        int written = 0;
        while (written < buffer.Length && _left > 0)
        {
            if (_next == DataBlock)
            {
                await padded.ReadExactlyAsync(_padded, cancellationToken);
                Fr32.Unpad(_padded, _data);
                _next = 0;
            }

            int count = (int)Math.Min((ulong)Math.Min(buffer.Length - written, DataBlock - _next), _left);
            _data.AsSpan(_next, count).CopyTo(buffer.Span[written..]);
            _next += count;
            written += count;
            _left -= (ulong)count;
        }

        return written;
    }

    /// <inheritdoc/>
    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <inheritdoc/>
    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer, offset, count, CancellationToken.None).GetAwaiter().GetResult();

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
        if (disposing) padded.Dispose();
        base.Dispose(disposing);
    }
}
