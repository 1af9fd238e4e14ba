using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>The miner that was found at start.</summary>
/// <param name="Connection">The connection that all calls share.</param>
/// <param name="Where">Its address and token, read again whenever a call to it got no answer, whoever made it.</param>
/// <param name="Pursuit">Follows it there.</param>
/// <param name="Generation">Which protocol it speaks.</param>
/// <param name="Actor">Its address, <c>t01000</c> or <c>f01000</c>.</param>
/// <param name="SectorSize">Its sector size, bytes.</param>
internal sealed record MinerConnection(RpcConnection Connection, MinerWhereabouts Where, MinerPursuit Pursuit, LotusGeneration Generation,
    string Actor, ulong SectorSize) : IAsyncDisposable
{
    /// <summary>Waits for the miner with retries, checks its version and reads who it is (protocol spec 1.7 steps 3 to 5).</summary>
    /// <param name="where">Looked at before each attempt.</param>
    /// <param name="timings">The pause between attempts.</param>
    /// <param name="waiting">Told before each pause why the miner is still waited for.</param>
    /// <param name="logger">Gets one line a reason.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="WorkerStartException">The version does not match, or the miner refused a call.</exception>
    public static async Task<MinerConnection> OpenAsync(MinerWhereabouts where, WorkerTimings timings, Action<string> waiting, ILogger logger,
        CancellationToken cancellationToken)
    {
        RpcConnection? connection = null;
        MinerPursuit? pursuit = null;
        try
        {
            for (string? told = null; ;)
            {
                (bool changed, string? problem) = where.Look();
                if (where.Known is { } info && problem is null)
                {
                    connection ??= RpcConnection.Open(info, Options(() => pursuit!.FollowAsync()));
                    pursuit ??= new MinerPursuit(connection, where);
                    if (changed) connection.PointTo(info);
                    try
                    {
                        return await AskAsync(connection, where, pursuit, logger, cancellationToken);
                    }
                    catch (Exception e) when (e is RpcException or RpcTransportException)
                    {
                        problem = TokenAdvice.ForMiner(info, e) ?? e.Message;
                    }
                }

                // One line a reason, not one a second.
                if (problem != told)
                    logger.WaitingForMiner(where.Known is { } known ? $" at {known}" : "", problem!, timings.MinerRetry.TotalSeconds);
                told = problem;
                waiting($"waiting for the miner: {problem}");
                await Task.Delay(timings.MinerRetry, cancellationToken);
            }
        }
        catch
        {
            if (connection is not null) await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Reads address and token again, because the miner refuses something; after a call without an answer it is done already.</summary>
    public Task FollowAsync() => Pursuit.FollowAsync();

    /// <summary>Whether address or token are others than when the same watcher asked last.</summary>
    /// <param name="seen">What it saw last; becomes what is known now.</param>
    public bool HasMoved(ref ApiInfo? seen)
    {
        ApiInfo? before = seen;
        seen = Where.Known;
        return before is not null && before != seen;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => Connection.DisposeAsync();

    private static async Task<MinerConnection> AskAsync(RpcConnection connection, MinerWhereabouts where, MinerPursuit pursuit,
        ILogger logger, CancellationToken cancellationToken)
    {
        IMinerApi miner = connection.As<IMinerApi>();
        // A miner that does not answer this one yet is waited for; one that does, and refuses the next, is not.
        NodeVersion version = await miner.VersionAsync(cancellationToken);
        LotusGeneration generation = GenerationOf(version);
        try
        {
            version = await miner.VersionAsync(cancellationToken);
            string actor = await miner.ActorAddressAsync(cancellationToken);
            ulong sectorSize = await miner.ActorSectorSizeAsync(actor, cancellationToken);
            logger.MinerFound(actor, sectorSize, version.Version, GenerationProbe.Text(version.ApiVersion),
                generation == LotusGeneration.V0 ? "v0.3.0" : "current");
            return new MinerConnection(connection, where, pursuit, generation, actor, sectorSize);
        }
        catch (RpcException e)
        {
            throw new WorkerStartException(TokenAdvice.ForMiner(where.Known!, e) ?? e.Message, e);
        }
    }

    private static LotusGeneration GenerationOf(NodeVersion version)
    {
        // Lotus compares all three numbers (protocol spec 1.7 step 4).
        if (version.ApiVersion is GenerationProbe.CurrentMinerVersion or GenerationProbe.V0Version) return GenerationProbe.Of(version.ApiVersion);
        throw new WorkerStartException(
            $"lotus-miner API version doesn't match: expected: {GenerationProbe.Text(GenerationProbe.CurrentMinerVersion)}, "
            + $"the miner has {GenerationProbe.Text(version.ApiVersion)}");
    }

    private static RpcClientOptions Options(Func<Task> lost)
    {
        Dictionary<string, TimeSpan> deadlines = new(new RpcClientOptions().MethodDeadlines,
            StringComparer.Ordinal)
        { ["WorkerConnect"] = TimeSpan.FromMinutes(1) };
        foreach (TaskDefinition task in TaskCatalog.ByReturn.Values)
        {
            if (task.ReturnDeadline is { } deadline) deadlines[task.ReturnMethod] = deadline;
        }

        return new RpcClientOptions { MethodDeadlines = deadlines, Lost = lost };
    }
}
