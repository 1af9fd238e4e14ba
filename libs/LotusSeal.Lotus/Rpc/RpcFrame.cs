using LotusSeal.Lotus.Json;

namespace LotusSeal.Lotus.Rpc;

/// <summary>A request as parts that lie behind each other on the wire, so that a large parameter is sent from where it is.</summary>
internal sealed class RpcFrame(IReadOnlyList<RawJson> parts)
{
    /// <summary>Bytes of all parts.</summary>
    public long Length => parts.Sum(part => part.Length);

    /// <summary>Writes the parts in order.</summary>
    /// <param name="stream">Takes them.</param>
    /// <param name="progress">Called before each piece and after the last: what was written before has gone out.</param>
    /// <param name="cancellationToken">Breaks off.</param>
    public async Task WriteToAsync(Stream stream, Action? progress, CancellationToken cancellationToken)
    {
        foreach (ReadOnlyMemory<byte> piece in parts.SelectMany(part => part.Pieces()))
        {
            progress?.Invoke();
            await stream.WriteAsync(piece, cancellationToken);
        }

        progress?.Invoke();
    }
}
