using System.Collections.Concurrent;
using System.Net;
using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json.Nodes;

namespace LotusSeal.Operator.Mirror.Tests.Support;

/// <summary>
/// A double of a miner or worker, for what no real one does on demand: it answers each question with bytes that the test chooses. Questions that
/// the test leaves out get a good answer of an idle miner.
/// </summary>
internal sealed class ScriptedMiner : IAsyncDisposable
{
    public const string Stall = "(stall)", HangUp = "(hang up)";

    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly X509Certificate2? _certificate;
    private readonly ConcurrentDictionary<string, int> _asked = new();
    private readonly Task _accepting;
    private int _open;

    public ScriptedMiner(X509Certificate2? certificate = null)
    {
        _certificate = certificate;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    public int Port => ((IPEndPoint)_listener.LocalEndpoint).Port;

    public string Address => $"http://127.0.0.1:{Port}";

    public Guid Session { get; set; } = Guid.NewGuid();

    /// <summary>Takes method and number of the question; gives the bytes of the whole answer, or null for the good one.</summary>
    public Func<string, int, string?> Answer { get; set; } = (_, _) => null;

    /// <summary>Takes method; gives the JSON of the result, or null for the good one.</summary>
    public Func<string, string?> Result { get; set; } = _ => null;

    /// <summary>Open connections.</summary>
    public int Open => Volatile.Read(ref _open);

    /// <summary>How often a question came.</summary>
    public int Asked(string method) => _asked.GetValueOrDefault(method);

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _accepting;
        _listener.Dispose();
        _stop.Dispose();
    }

    /// <summary>An answer over HTTP.</summary>
    public static string Http(string body, string status = "200 OK") =>
        $"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nContent-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private static string Good(string method, Guid session) => method switch
    {
        "Version" => """{"Version":"1.30.0+mainnet","APIVersion":66816,"BlockDelay":30}""",
        "AuthVerify" => """["read","write","sign","admin"]""",
        "Session" => $"\"{session}\"",
        "ActorAddress" => "\"t01000\"",
        "ActorSectorSize" => "34359738368",
        "WorkerStats" or "WorkerJobs" or "StorageList" => "{}",
        "SealingSchedDiag" => """{"SchedInfo":{"Requests":null,"OpenWindows":null}}""",
        _ => "null",
    };

    private async Task AcceptAsync()
    {
        List<Task> open = [];
        try
        {
            while (true)
            {
                TcpClient client = await _listener.AcceptTcpClientAsync(_stop.Token);
                open.RemoveAll(task => task.IsCompleted);
                open.Add(ServeAsync(client));
            }
        }
        catch (Exception error) when (error is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(open);
        }
    }

    private async Task ServeAsync(TcpClient client)
    {
        Interlocked.Increment(ref _open);
        try
        {
            using (client)
            {
                Stream stream = client.GetStream();
                if (_certificate is not null)
                {
                    SslStream tls = new(stream);
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = _certificate }, _stop.Token);
                    stream = tls;
                }

                await using (stream) await ServeAsync(stream);
            }
        }
        catch (Exception error) when (error is IOException or OperationCanceledException or SocketException or ObjectDisposedException
            or System.Security.Authentication.AuthenticationException)
        {
            // The client went, or the test has ended.
        }
        finally
        {
            Interlocked.Decrement(ref _open);
        }
    }

    private async Task ServeAsync(Stream stream)
    {
        while (await RequestAsync(stream) is { } request)
        {
            string method = request["method"]!.GetValue<string>().Replace("Filecoin.", "", StringComparison.Ordinal);
            int number = _asked.AddOrUpdate(method, 1, (_, count) => count + 1);
            string answer = Answer(method, number)
                ?? Http($$"""{"jsonrpc":"2.0","id":{{request["id"]!.ToJsonString()}},"result":{{Result(method) ?? Good(method, Session)}}}""");
            string[] parts = answer.Split(Stall);
            await stream.WriteAsync(Encoding.UTF8.GetBytes(parts[0].Replace(HangUp, "", StringComparison.Ordinal)), _stop.Token);
            await stream.FlushAsync(_stop.Token);
            if (answer.Contains(HangUp, StringComparison.Ordinal)) return;
            // Until the other side has had enough.
            if (parts.Length > 1 && await stream.ReadAsync(new byte[1], _stop.Token) >= 0) return;
        }
    }

    private async Task<JsonNode?> RequestAsync(Stream stream)
    {
        StringBuilder head = new();
        byte[] one = new byte[1];
        while (!head.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            if (await stream.ReadAsync(one, _stop.Token) == 0) return null;
            head.Append((char)one[0]);
        }

        string text = head.ToString();
        if (text.StartsWith("GET ", StringComparison.Ordinal)) return new JsonObject { ["method"] = text.Split(' ')[1], ["id"] = 0 };
        if (text.Contains("chunked", StringComparison.OrdinalIgnoreCase)) throw new InvalidOperationException("requests have a length");
        string length = text.Split("\r\n").First(line => line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))[15..];
        byte[] body = new byte[int.Parse(length)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        return JsonNode.Parse(body);
    }
}
