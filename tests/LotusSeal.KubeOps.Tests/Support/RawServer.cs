using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Authentication;
using System.Security.Cryptography.X509Certificates;
using System.Text;

namespace LotusSeal.KubeOps.Tests.Support;

/// <summary>
/// A server that answers with whatever bytes it is told, one request a connection: what an API server or a proxy before it may do wrong.
/// </summary>
internal sealed class RawServer : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _answers;
    private readonly ConcurrentQueue<string> _requests = new(), _certificates = new();
    private readonly X509Certificate2? _certificate;
    private readonly Task _accepting;

    /// <param name="answers">
    /// In their order; one that ends in <see cref="Open"/> leaves its connection open, and so does every request after the last.
    /// </param>
    /// <param name="certificate">Makes it speak TLS.</param>
    public RawServer(IEnumerable<string> answers, X509Certificate2? certificate = null)
    {
        _answers = new ConcurrentQueue<string>(answers);
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public const string Open = "\u0003";

    public string Url => $"{(_certificate is null ? "http" : "https")}://{_listener.LocalEndpoint}";

    /// <summary>What has arrived.</summary>
    public IReadOnlyCollection<string> Requests => _requests;

    /// <summary>Subjects of the certificates by which those who connected over TLS have said who they are; it asks each for one.</summary>
    public IReadOnlyCollection<string> Certificates => _certificates;

    /// <summary>An answer with a body.</summary>
    public static string Answer(int status, string body, string headers = "") => $"HTTP/1.1 {status} x\r\nContent-Type: application/json\r\n"
        + $"Connection: close\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    /// <summary>The answer to a watch, which ends with the connection.</summary>
    public static string Stream(string body) => $"HTTP/1.1 200 x\r\nContent-Type: application/json\r\nConnection: close\r\n\r\n{body}";

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Dispose();
        await _accepting;
        _stop.Dispose();
    }

    private async Task AcceptAsync()
    {
        List<Task> serving = [];
        try
        {
            while (true) serving.Add(ServeAsync(await _listener.AcceptSocketAsync(_stop.Token)));
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or InvalidOperationException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket)
    {
        try
        {
            await using NetworkStream plain = new(socket, ownsSocket: true);
            await using Stream stream = await SecuredAsync(plain);
            _requests.Enqueue(await ReadAsync(stream));
            if (!_answers.TryDequeue(out string? answer)) answer = Open;
            await stream.WriteAsync(Encoding.UTF8.GetBytes(answer.TrimEnd(Open[0])), _stop.Token);
            if (answer.EndsWith(Open, StringComparison.Ordinal)) await Task.Delay(Timeout.Infinite, _stop.Token);
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or AuthenticationException)
        {
            // The other side has gone, or the test has ended.
        }
    }

    private async Task<Stream> SecuredAsync(Stream plain)
    {
        if (_certificate is null) return plain;
        SslStream secured = new(plain);
        await secured.AuthenticateAsServerAsync(new SslServerAuthenticationOptions
        {
            ServerCertificate = _certificate,
            ClientCertificateRequired = true,
            RemoteCertificateValidationCallback = (_, _, _, _) => true,
        }, _stop.Token);
        if (secured.RemoteCertificate is { } certificate) _certificates.Enqueue(certificate.Subject);
        return secured;
    }

    /// <summary>Reads the head of a request and its body, if it has one.</summary>
    private async Task<string> ReadAsync(Stream stream)
    {
        StringBuilder text = new();
        byte[] buffer = new byte[4096];
        while (true)
        {
            int read = await stream.ReadAsync(buffer, _stop.Token);
            if (read == 0) return text.ToString();
            text.Append(Encoding.UTF8.GetString(buffer, 0, read));
            string so = text.ToString();
            int end = so.IndexOf("\r\n\r\n", StringComparison.Ordinal);
            if (end < 0) continue;
            int length = so.Split("\r\n").FirstOrDefault(line => line.StartsWith("Content-Length: ", StringComparison.Ordinal)) is { } line
                ? int.Parse(line["Content-Length: ".Length..]) : 0;
            if (so.Length >= end + 4 + length) return so;
        }
    }
}
