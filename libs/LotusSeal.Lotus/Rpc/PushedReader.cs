namespace LotusSeal.Lotus.Rpc;

/// <summary>The server's side of a push.</summary>
internal sealed class PushedReader(PushSession session, RpcServerOptions options, Action forget) : PieceReader
{
    public override async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        session.Touch();
        try
        {
            Stream body = await session.Body.WaitAsync(options.PushPairingTimeout, options.Time, cancellationToken);
            return new PushedStream(body, this);
        }
        catch (Exception e)
        {
            Done();
            if (e is TimeoutException) throw new IOException("the sender of the piece did not start to send in time", e);
            throw;
        }
    }

    protected override void Dispose(bool disposing)
    {
        if (!session.Touched.IsCompleted)
        {
            session.Close();
            forget();
        }

        base.Dispose(disposing);
    }

    private void Done()
    {
        session.Finish();
        forget();
    }

    /// <summary>The body of the POST, which is answered when the reader has seen the end or has closed it.</summary>
    private sealed class PushedStream(Stream body, PushedReader owner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (owner.IsFinished) return 0;
            int count = await body.ReadAsync(buffer, cancellationToken);
            if (count == 0 && buffer.Length > 0) owner.Done();
            return count;
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
            if (disposing) owner.Done();
            base.Dispose(disposing);
        }
    }

    private bool IsFinished => session.Consumed.IsCompleted;
}
