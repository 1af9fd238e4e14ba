namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Knows when the last byte came in. A WebSocket client is not told of pings, yet they are what shows that the peer lives, and old peers answer
/// none of ours; so the bytes are watched below the WebSocket.
/// </summary>
internal sealed class SocketActivity(RpcClientOptions options)
{
    private long _last = Environment.TickCount64;

    /// <summary>A handler whose connections are watched.</summary>
    public HttpMessageInvoker NewInvoker()
    {
        SocketsHttpHandler handler = HttpHandlers.ForPeers(options.ConnectTimeout, options.TrustedAuthorities);
        handler.PlaintextStreamFilter = (context, _) => ValueTask.FromResult<Stream>(new WatchedStream(context.PlaintextStream, this));
        return new HttpMessageInvoker(handler);
    }

    /// <summary>Calls <paramref name="onIdle"/> once nothing came in for <paramref name="limit"/>; ends quietly when cancelled.</summary>
    public async Task WatchAsync(TimeSpan limit, Action onIdle, CancellationToken cancellationToken)
    {
        if (limit == Timeout.InfiniteTimeSpan) return;
        Volatile.Write(ref _last, Environment.TickCount64);
        while (!cancellationToken.IsCancellationRequested)
        {
            double left = limit.TotalMilliseconds - (Environment.TickCount64 - Volatile.Read(ref _last));
            if (left <= 0)
            {
                onIdle();
                return;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(left + 1), cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private void Saw() => Volatile.Write(ref _last, Environment.TickCount64);

    private sealed class WatchedStream(Stream inner, SocketActivity owner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => true;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            int count = await inner.ReadAsync(buffer, cancellationToken);
            owner.Saw();
            return count;
        }

        public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

        public override int Read(byte[] buffer, int offset, int count)
        {
            int read = inner.Read(buffer, offset, count);
            owner.Saw();
            return read;
        }

        public override ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default) =>
            inner.WriteAsync(buffer, cancellationToken);

        public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
            inner.WriteAsync(buffer, offset, count, cancellationToken);

        public override void Write(byte[] buffer, int offset, int count) => inner.Write(buffer, offset, count);

        public override void Flush() => inner.Flush();

        public override Task FlushAsync(CancellationToken cancellationToken) => inner.FlushAsync(cancellationToken);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        protected override void Dispose(bool disposing)
        {
            if (disposing) inner.Dispose();
            base.Dispose(disposing);
        }
    }
}
