using System.Net.Http.Headers;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>The miner's client of the worker: sends requests as text with the headers of the recorded ones and logs both ways.</summary>
internal sealed class WorkerClient(string address, TrafficLog log) : IDisposable
{
    private static readonly string[] SetByTheClient = ["Host", "Content-Length", "Transfer-Encoding", "Content-Type"];
    private readonly HttpClient _http = new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5)
    })
    {
        BaseAddress = new Uri($"http://{address}"),
        Timeout = TimeSpan.FromSeconds(60),
    };

    public string Address { get; } = address;

    /// <summary>Sends a request. The exchange without a response means that the connection broke.</summary>
    public async Task<Exchange> SendAsync(string method, string path, IEnumerable<Header> headers, byte[] body, string rpc = "")
    {
        Header[] sent = [.. headers];
        using HttpRequestMessage message = new(new HttpMethod(method), path);
        if (body.Length > 0 || method == "POST") message.Content = new ByteArrayContent(body);
        if (sent.FirstOrDefault(header => header.Name == "Content-Type") is { } type)
        {
            message.Content ??= new ByteArrayContent([]);
            message.Content.Headers.ContentType = MediaTypeHeaderValue.Parse(type.Value);
        }

        foreach (Header header in sent.Where(header => !SetByTheClient.Contains(header.Name, StringComparer.OrdinalIgnoreCase)))
        {
            message.Headers.TryAddWithoutValidation(header.Name, header.Value);
        }

        Message request = log.Add(new Message
        {
            Sequence = 0,
            Link = Link.Worker,
            From = Party.Miner,
            Kind = MessageKind.HttpRequest,
            Method = method,
            Path = path,
            Rpc = rpc,
            Headers = sent,
            Body = body,
        });
        try
        {
            using HttpResponseMessage response = await _http.SendAsync(message);
            byte[] content = await response.Content.ReadAsByteArrayAsync();
            return new Exchange(request, log.Add(new Message
            {
                Sequence = 0,
                Link = Link.Worker,
                From = Party.Worker,
                Kind = MessageKind.HttpResponse,
                ReplyTo = request.Sequence,
                Method = method,
                Path = path,
                Rpc = rpc,
                Status = (int)response.StatusCode,
                Headers = HttpHeaders.Of(response),
                Body = content,
            }));
        }
        catch (Exception error) when (error is HttpRequestException or IOException or OperationCanceledException)
        {
            return new Exchange(request, null);
        }
    }

    public void Dispose() => _http.Dispose();
}
