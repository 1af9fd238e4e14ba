using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>
/// What lotus-miner does with a request, as far as its size goes: it reads up to its limit, and of more it reads one byte, answers and hangs up,
/// while the worker is still sending. A server of ours would read on, so this one is played on bare sockets.
/// </summary>
internal sealed class LimitedMiner : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly CancellationTokenSource _stop = new();
    private readonly ConcurrentQueue<string> _taken = new();
    private readonly long _limit;
    private readonly string _refusal;
    private readonly Task _serving;
    private int _refused;

    /// <param name="limit">The largest body that is taken, bytes.</param>
    /// <param name="refusal">Status line and body of the answer to a larger one, with a new line between them.</param>
    public LimitedMiner(long limit, string refusal)
    {
        (_limit, _refusal) = (limit, refusal);
        _listener.Start();
        _serving = ServeAsync();
    }

    public Uri Url => new($"http://{_listener.LocalEndpoint}/rpc/v0");

    /// <summary>Requests that were too large.</summary>
    public int Refused => Volatile.Read(ref _refused);

    /// <summary>The bodies that were taken.</summary>
    public IReadOnlyCollection<string> Taken => _taken;

    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        _listener.Stop();
        await _serving.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _stop.Dispose();
    }

    private async Task ServeAsync()
    {
        while (true)
        {
            using Socket peer = await _listener.AcceptSocketAsync(_stop.Token);
            await AnswerAsync(peer);
        }
    }

    private async Task AnswerAsync(Socket peer)
    {
        await using NetworkStream stream = new(peer);
        long length = await ReadLengthAsync(stream);
        byte[] body = new byte[Math.Min(length, _limit + 1)];
        await stream.ReadExactlyAsync(body, _stop.Token);
        string answer;
        if (length > _limit)
        {
            answer = _refusal;
            Interlocked.Increment(ref _refused);
        }
        else
        {
            string request = Encoding.ASCII.GetString(body);
            answer = $"200 OK\n{{\"jsonrpc\":\"2.0\",\"id\":{IdOf(request)},\"result\":null}}";
            _taken.Enqueue(request);
        }

        string[] parts = answer.Split('\n');
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 {parts[0]}\r\nConnection: close\r\nContent-Type: application/json\r\n"
            + $"Content-Length: {parts[1].Length}\r\n\r\n{parts[1]}"), _stop.Token);
        // To close with bytes unread resets the connection.
        peer.Shutdown(SocketShutdown.Send);
    }

    private async Task<long> ReadLengthAsync(NetworkStream stream)
    {
        StringBuilder header = new();
        byte[] one = new byte[1];
        while (!header.ToString().EndsWith("\r\n\r\n", StringComparison.Ordinal))
        {
            await stream.ReadExactlyAsync(one, _stop.Token);
            header.Append((char)one[0]);
        }

        string line = header.ToString().Split("\r\n").Single(field => field.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase));
        return long.Parse(line["Content-Length:".Length..], CultureInfo.InvariantCulture);
    }

    private static string IdOf(string request) => request.Split("\"id\":")[1].Split(',')[0];
}
