namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// A data stream passed as a parameter (protocol spec 2.7). Callers make one with <see cref="PieceReaders"/>, servers receive one and open it.
/// A server that will not open it disposes it, so that a pushing sender need not wait; when the method throws, the dispatcher does that.
/// </summary>
public abstract class PieceReader : IDisposable
{
    /// <summary>Starts the transfer and returns the bytes; to be called at most once and disposed by the caller.</summary>
    /// <exception cref="IOException">The sender is gone or did not send in time.</exception>
    public abstract Task<Stream> OpenAsync(CancellationToken cancellationToken);

    /// <summary>Tells the sender that the bytes are not wanted, unless they have been taken.</summary>
    public void Dispose()
    {
        Dispose(true);
        GC.SuppressFinalize(this);
    }

    /// <summary>Releases what the sender waits for.</summary>
    protected virtual void Dispose(bool disposing) { }
}
