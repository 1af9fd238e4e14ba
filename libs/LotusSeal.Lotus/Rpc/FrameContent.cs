using System.Net;
using System.Net.Http.Headers;

namespace LotusSeal.Lotus.Rpc;

/// <summary>The body of a POST with one request.</summary>
internal sealed class FrameContent : HttpContent
{
    private readonly RpcFrame _frame;

    public FrameContent(RpcFrame frame)
    {
        _frame = frame;
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        _frame.WriteToAsync(stream, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _frame.WriteToAsync(stream, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _frame.Length;
        return true;
    }
}
