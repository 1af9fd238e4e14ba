using System.Net.Sockets;

namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Makes every broken connection an <see cref="HttpRequestException"/>: the framework lets a socket's own exception through when the peer resets a
/// connection in the moment in which it is made. Every client of this program stands on it.
/// </summary>
public sealed class ConnectionFaultHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    /// <inheritdoc/>
    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        try
        {
            return await base.SendAsync(request, cancellationToken);
        }
        catch (SocketException e)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.Message, e);
        }
    }
}
