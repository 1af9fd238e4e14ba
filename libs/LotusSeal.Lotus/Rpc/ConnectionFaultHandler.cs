using System.Net.Sockets;

namespace LotusSeal.Lotus.Rpc;

/// <summary>
/// Makes every broken connection an <see cref="HttpRequestException"/> whose message says why: the framework lets a socket's own exception through
/// when the peer resets a connection in the moment in which it is made, tells of one that cannot be made in time as if its caller had given up, and
/// hides the reason of a failed TLS handshake behind "see inner exception". Every client of this program stands on it.
/// </summary>
public sealed class ConnectionFaultHandler(HttpMessageHandler inner) : DelegatingHandler(inner)
{
    private const string SeeInner = ", see inner exception";

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
        catch (OperationCanceledException e) when (e.InnerException is TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new HttpRequestException(HttpRequestError.ConnectionError, e.InnerException.Message, e);
        }
        catch (HttpRequestException e) when (e.InnerException is not null && Reason(e) != e.Message)
        {
            throw new HttpRequestException(e.HttpRequestError, Reason(e), e.InnerException, e.StatusCode);
        }
    }

    /// <summary>The messages down to the innermost cause, each once.</summary>
    private static string Reason(Exception error)
    {
        string reason = "";
        for (Exception? each = error; each is not null; each = each.InnerException)
        {
            string message = each.Message.Replace(SeeInner, "", StringComparison.Ordinal).TrimEnd('.', ' ');
            if (message.Length == 0 || reason.Contains(message, StringComparison.Ordinal)) continue;
            reason = reason.Length == 0 ? message : $"{reason}: {message}";
        }

        return reason;
    }
}
