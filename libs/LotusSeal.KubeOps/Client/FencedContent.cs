using System.Net;
using System.Net.Http.Headers;

namespace LotusSeal.KubeOps.Client;

/// <summary>
/// The body of a write, which asks the fence when it goes out: between the first question and this one lie the wait for a connection and its
/// handshake, in which a process may have been stopped. A server that misses the body drops the request.
/// </summary>
internal sealed class FencedContent : HttpContent
{
    private readonly ReadOnlyMemory<byte> _body;
    private readonly IWriteFence? _fence;

    public FencedContent(ReadOnlyMemory<byte> body, string mediaType, IWriteFence? fence)
    {
        _body = body;
        _fence = fence;
        Headers.ContentType = new MediaTypeHeaderValue(mediaType);
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        SerializeToStreamAsync(stream, context, CancellationToken.None);

    protected override async Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken)
    {
        _fence?.ThrowIfLost();
        await stream.WriteAsync(_body, cancellationToken);
    }

    protected override bool TryComputeLength(out long length)
    {
        length = _body.Length;
        return true;
    }
}
