namespace LotusSeal.Lotus.Rpc;

/// <summary>A data stream passed as a parameter (protocol spec 2.7). Callers make one with the factories, servers receive one and open it.</summary>
public abstract class PieceReader
{
    /// <summary>Starts the transfer and returns the bytes; to be called at most once and disposed by the caller.</summary>
    public abstract Task<Stream> OpenAsync(CancellationToken cancellationToken);
}
