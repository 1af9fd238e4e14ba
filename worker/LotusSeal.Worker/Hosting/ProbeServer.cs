using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>Serves the probes while the miner is waited for; nothing is started when the miner answers at once.</summary>
internal sealed class ProbeServer(ListenAddress address, TimeSpan headerTimeout, ILoggerFactory loggers, Action<WebApplication> map)
    : IAsyncDisposable
{
    private Task<WorkerServer>? _server;

    /// <summary>Called when the miner did not answer.</summary>
    public void Waiting(string reason) => _server ??= WorkerServer.StartAsync(address, headerTimeout, loggers, map, CancellationToken.None);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_server is not null) await (await _server).DisposeAsync();
    }
}
