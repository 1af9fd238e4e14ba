using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Serves probes and the worker's own commands while the miner is waited for; nothing is started when the miner answers at once.</summary>
internal sealed class WaitingServer(ListenAddress address, TimeSpan headerTimeout, ILoggerFactory loggers, Action<WebApplication> map)
    : IAsyncDisposable
{
    private Task<WorkerServer>? _server;

    /// <summary>Called when the miner did not answer; the first call starts the server.</summary>
    /// <returns>Whether this was the first.</returns>
    public bool Start()
    {
        if (_server is not null) return false;
        _server = WorkerServer.StartAsync(address, headerTimeout, loggers, map, CancellationToken.None);
        return true;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await (await _server).DisposeAsync();
    }
}
