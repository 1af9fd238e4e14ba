using LotusSeal.DevMiner.Auth;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>Takes workers in that ask for it (protocol spec 4.1).</summary>
internal sealed class WorkerConnector(JwtTokens tokens, Scheduler scheduler, TimeSpan timeout, ILogger logger)
{
    private const uint ExpectedVersion = 67328, PatchMask = 0xff;
    private const string Failed = "connecting remote storage failed: ";

    /// <summary>Dials a worker back, checks its version, and hands it to the scheduler.</summary>
    /// <exception cref="RpcException">The worker cannot be reached or is not one of ours; the text is Lotus'.</exception>
    public async Task ConnectAsync(string url, CancellationToken cancellationToken)
    {
        if (!Uri.TryCreate(url, UriKind.Absolute, out Uri? address) || address.Scheme is not ("http" or "https" or "ws" or "wss"))
            throw new RpcException($"{Failed}creating jsonrpc client: unknown url scheme '{(address is null ? "" : address.Scheme)}'");
        ApiInfo info = new(tokens.Issue(Permission.Admin), address);
        RpcConnection connection = RpcConnection.Open(info, new RpcClientOptions { Reconnect = false, Deadline = timeout });
        bool taken = false;
        try
        {
            SchedWorker worker = await GreetAsync(connection, url, cancellationToken);
            taken = scheduler.AddWorker(worker);
            if (taken) logger.LogInformation("Worker {Worker} ({Host}) connected from {Url}", worker.Id, worker.Info.Hostname, url);
        }
        catch (Exception error) when (error is RpcTransportException or OperationCanceledException)
        {
            throw new RpcException(Failed + error.Message, error);
        }
        finally
        {
            if (!taken) await connection.DisposeAsync();
        }
    }

    private static async Task<SchedWorker> GreetAsync(RpcConnection connection, string url, CancellationToken cancellationToken)
    {
        IWorkerApi api = connection.As<IWorkerApi>();
        uint version = await api.VersionAsync(cancellationToken);
        if ((version & ~PatchMask) != (ExpectedVersion & ~PatchMask))
            throw new RpcException($"{Failed}unsupported worker api version: {Text(version)} (expected {Text(ExpectedVersion)})");
        Guid session = await api.SessionAsync(cancellationToken);
        if (session == Guid.Empty) throw new RpcException("worker already closed");
        WorkerInfo info = await api.InfoAsync(cancellationToken);
        if (info.Resources.Cpus == 0 || info.Resources.MemPhysical == 0)
            throw new RpcException($"{Failed}worker {info.Hostname} reports no CPUs or no memory");
        // Lotus chooses the pool by the answer; here it is asked again in every cycle, but a worker that cannot answer is refused now.
        await api.TaskTypesAsync(cancellationToken);
        return new SchedWorker(session, info, api, url, connection);
    }

    private static string Text(uint version) => $"{version >> 16}.{(version >> 8) & 0xff}.{version & 0xff}";
}
