namespace LotusSeal.Lotus.Rpc;

/// <summary>Bytes from a peer that may fall silent: a read that brings nothing in time ends with an error that names the stream.</summary>
/// <param name="inner">The bytes; disposed with this stream.</param>
/// <param name="name">The stream in words, for errors.</param>
/// <param name="limit">How long a read may wait for its first byte.</param>
/// <param name="time">Clock of the limit.</param>
internal sealed class ProgressLimitStream(Stream inner, string name, TimeSpan limit, TimeProvider time) : Stream
{
    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        using CancellationTokenSource silence = new(limit, time);
        using CancellationTokenSource either = CancellationTokenSource.CreateLinkedTokenSource(silence.Token, cancellationToken);
        try
        {
            return await inner.ReadAsync(buffer, either.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested && silence.IsCancellationRequested)
        {
            throw new IOException($"{name}: no byte came for {limit.TotalSeconds:0.###} s", e);
        }
        catch (Exception e) when (e is IOException or HttpRequestException)
        {
            throw new IOException($"{name}: {e.Message}", e);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        ReadAsync(buffer.AsMemory(offset, count)).AsTask().GetAwaiter().GetResult();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) inner.Dispose();
        base.Dispose(disposing);
    }
}
