using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>The miner that was found at start.</summary>
/// <param name="Connection">The connection that all calls share.</param>
/// <param name="Generation">Which protocol it speaks.</param>
/// <param name="Actor">Its address, <c>t01000</c> or <c>f01000</c>.</param>
/// <param name="SectorSize">Its sector size, bytes.</param>
internal sealed record MinerConnection(RpcConnection Connection, LotusGeneration Generation, string Actor, ulong SectorSize) : IAsyncDisposable
{
    private static readonly TimeSpan ReturnDeadline = TimeSpan.FromMinutes(5);

    /// <summary>Waits for the miner with retries, checks its version and reads who it is (protocol spec 1.7 steps 3 to 5).</summary>
    /// <exception cref="WorkerStartException">The version does not match, or the miner refused a call.</exception>
    public static async Task<MinerConnection> OpenAsync(ApiInfo info, WorkerTimings timings, Action<string> waiting, ILogger logger,
        CancellationToken cancellationToken)
    {
        RpcConnection connection = RpcConnection.Open(info.ToHttp(), Options());
        try
        {
            IMinerApi miner = connection.As<IMinerApi>();
            await WaitAsync(miner, info, timings, waiting, logger, cancellationToken);
            NodeVersion version = await miner.VersionAsync(cancellationToken);
            LotusGeneration generation = GenerationOf(version);
            string actor = await miner.ActorAddressAsync(cancellationToken);
            ulong sectorSize = await miner.ActorSectorSizeAsync(actor, cancellationToken);
            logger.MinerFound(actor, sectorSize, version.Version, GenerationProbe.Text(version.ApiVersion),
                generation == LotusGeneration.V0 ? "v0.3.0" : "current");
            return new MinerConnection(connection, generation, actor, sectorSize);
        }
        catch (Exception e)
        {
            await connection.DisposeAsync();
            if (e is RpcException or RpcTransportException) throw new WorkerStartException(e.Message, e);
            throw;
        }
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static async Task WaitAsync(IMinerApi miner, ApiInfo info, WorkerTimings timings, Action<string> waiting, ILogger logger,
        CancellationToken cancellationToken)
    {
        string? told = null;
        while (true)
        {
            try
            {
                await miner.VersionAsync(cancellationToken);
                return;
            }
            catch (Exception e) when (e is RpcException or RpcTransportException)
            {
                // One line a reason, not one a second.
                if (e.Message != told) logger.WaitingForMiner(info.ToString(), e.Message, timings.MinerRetry.TotalSeconds);
                told = e.Message;
                waiting(e.Message);
            }

            await Task.Delay(timings.MinerRetry, cancellationToken);
        }
    }

    private static LotusGeneration GenerationOf(NodeVersion version)
    {
        LotusGeneration generation = GenerationProbe.Of(version.ApiVersion);
        // Lotus compares all three numbers (protocol spec 1.7 step 4).
        if (version.ApiVersion is GenerationProbe.CurrentMinerVersion or GenerationProbe.V0Version) return generation;
        throw new WorkerStartException(
            $"lotus-miner API version doesn't match: expected: {GenerationProbe.Text(GenerationProbe.CurrentMinerVersion)}, "
            + $"the miner has {GenerationProbe.Text(version.ApiVersion)}");
    }

    private static RpcClientOptions Options()
    {
        Dictionary<string, TimeSpan> deadlines = new(new RpcClientOptions().MethodDeadlines,
            StringComparer.Ordinal)
        { ["WorkerConnect"] = TimeSpan.FromMinutes(1) };
        // A Commit1 output is tens of megabytes.
        foreach (string method in (string[])["ReturnSealPreCommit1", "ReturnSealPreCommit2", "ReturnSealCommit1", "ReturnSealCommit2"])
            deadlines[method] = ReturnDeadline;
        return new RpcClientOptions { MethodDeadlines = deadlines };
    }
}
