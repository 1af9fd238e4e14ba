namespace LotusSeal.Lotus.Rpc;

/// <summary>The server's side of a push.</summary>
internal sealed class PushedReader(Guid id, PushSession session, RpcServerOptions options, Action forget) : PieceReader
{
    private string Name => $"the pushed piece {id}";

    public override async Task<Stream> OpenAsync(CancellationToken cancellationToken)
    {
        session.Touch();
        try
        {
            Stream body = await session.Body.WaitAsync(options.PushPairingTimeout, options.Time, cancellationToken);
            return new PushedStream(new ProgressLimitStream(body, Name, options.StallTimeout, options.Time), this);
        }
        catch (Exception e)
        {
            Done();
            if (e is TimeoutException) throw new IOException($"{Name}: its sender did not start to send in time", e);
            if (e is IOException) throw HungUp(e);
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
            if (!owner.TryBeginRead()) return owner.EndOrThrow();
            int count = await owner.ReadAsync(body, buffer, cancellationToken);
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

    private bool TryBeginRead() => session.TryBeginRead();

    /// <summary>What is cut must not look like data that end here.</summary>
    private int EndOrThrow() => session.Consumed.Result ? 0 : throw HungUp(null);

    private IOException HungUp(Exception? cause) => new($"{Name}: its sender hung up before the end", cause);

    private async ValueTask<int> ReadAsync(Stream body, Memory<byte> buffer, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(buffer, cancellationToken);
        }
        catch (IOException e)
        {
            session.Fail(e);
            throw;
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            // The server's word for a connection that broke; nobody here cancelled anything.
            IOException error = HungUp(e);
            session.Fail(error);
            throw error;
        }
        finally
        {
            session.EndRead();
        }
    }
}
