using System.Net;
using System.Net.Sockets;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>
/// A way to a server that can be shut: connections through it break and no new one is made, while others still reach the server. It can be held, too:
/// connections stay and are made, and nothing passes.
/// </summary>
public sealed class TcpGate : IAsyncDisposable
{
    private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
    private readonly IPEndPoint _target;
    private readonly Lock _lock = new();
    private readonly HashSet<Socket> _open = [];
    private readonly Task _accepting;
    private bool _shut;
    private volatile TaskCompletionSource? _held;

    /// <param name="target">The server.</param>
    public TcpGate(IPEndPoint target)
    {
        _target = target;
        _listener.Start();
        _accepting = AcceptAsync();
    }

    /// <summary>Where it listens.</summary>
    public IPEndPoint Address => (IPEndPoint)_listener.LocalEndpoint;

    /// <summary>Connections that were asked for, also while it was shut.</summary>
    public int Asked { get; private set; }

    /// <summary>Breaks all connections, and every new one.</summary>
    public void Shut()
    {
        lock (_lock)
        {
            _shut = true;
            foreach (Socket socket in _open) socket.Close(0);
            _open.Clear();
        }
    }

    /// <summary>Lets nothing pass until <see cref="Release"/>.</summary>
    public void Hold() => _held ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Lets what was held pass.</summary>
    public void Release()
    {
        TaskCompletionSource? held = _held;
        _held = null;
        held?.SetResult();
    }

    /// <summary>Lets connections pass again.</summary>
    public void Open()
    {
        lock (_lock) _shut = false;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Shut();
        Release();
        _listener.Dispose();
        await _accepting;
    }

    private async Task AcceptAsync()
    {
        while (true)
        {
            Socket client;
            try
            {
                client = await _listener.AcceptSocketAsync();
            }
            catch (Exception error) when (error is SocketException or InvalidOperationException)
            {
                return;
            }

            Asked++;
            _ = PassAsync(client);
        }
    }

    private async Task PassAsync(Socket client)
    {
        using Socket server = new(SocketType.Stream, ProtocolType.Tcp);
        using (client)
        {
            lock (_lock)
            {
                if (_shut) return;
                _open.Add(client);
                _open.Add(server);
            }

            try
            {
                await server.ConnectAsync(_target);
                await using NetworkStream near = new(client), far = new(server);
                await Task.WhenAny(CopyAsync(near, far), CopyAsync(far, near));
            }
            catch (Exception error) when (error is IOException or SocketException or ObjectDisposedException)
            {
                // One side is gone; the other one goes too.
            }

            lock (_lock)
            {
                _open.Remove(client);
                _open.Remove(server);
            }
        }
    }

    private async Task CopyAsync(NetworkStream from, NetworkStream to)
    {
        byte[] buffer = new byte[64 << 10];
        int length;
        while ((length = await from.ReadAsync(buffer)) > 0)
        {
            if (_held is { } held) await held.Task;
            await to.WriteAsync(buffer.AsMemory(0, length));
        }
    }
}
