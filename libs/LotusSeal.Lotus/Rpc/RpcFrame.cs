namespace LotusSeal.Lotus.Rpc;

/// <summary>A request as parts that lie behind each other on the wire, so that a large parameter is sent from where it is.</summary>
internal sealed class RpcFrame(IReadOnlyList<ReadOnlyMemory<byte>> parts)
{
    /// <summary>Bytes of all parts.</summary>
    public long Length => parts.Sum(part => (long)part.Length);

    /// <summary>Writes the parts in order.</summary>
    public async Task WriteToAsync(Stream stream, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> part in parts) await stream.WriteAsync(part, cancellationToken);
    }
}
