using System.Net;
using System.Net.Http.Headers;

namespace LotusSeal.Lotus.Rpc;

/// <summary>The body of a POST with one request; tells of each piece that goes out.</summary>
internal sealed class FrameContent : HttpContent
{
    private readonly RpcFrame _frame;
    private readonly Action _progress;

    public FrameContent(RpcFrame frame, Action progress)
    {
        (_frame, _progress) = (frame, progress);
        Headers.ContentType = new MediaTypeHeaderValue("application/json");
    }

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context) =>
        _frame.WriteToAsync(stream, _progress, CancellationToken.None);

    protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context, CancellationToken cancellationToken) =>
        _frame.WriteToAsync(stream, _progress, cancellationToken);

    protected override bool TryComputeLength(out long length)
    {
        length = _frame.Length;
        return true;
    }
}
