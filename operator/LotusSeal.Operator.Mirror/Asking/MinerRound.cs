using System.Text.Json.Nodes;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>One round of questions after another; what seldom changes is kept from round to round.</summary>
/// <param name="client">Asks.</param>
/// <param name="time">The time.</param>
internal sealed class MinerRound(MinerPeer client, TimeProvider time)
{
    private const int Tries = 3;

    /// <summary>The queue is a help for people: a scheduler that hangs must not make the rest old.</summary>
    private static readonly TimeSpan LongestForQueue = TimeSpan.FromSeconds(5);

    private readonly PathAddresses _paths = new(client, time);
    private (Guid Session, string Actor, string Size) _size;

    /// <summary>Ask for the addresses of all paths again.</summary>
    public void ForgetPaths() => _paths.Forget();

    /// <summary>Asks everything.</summary>
    /// <param name="deadline">For each answer.</param>
    /// <param name="stop">Ends the round.</param>
    /// <exception cref="MinerFault">A question had no good answer: then nothing of the round counts.</exception>
    public async Task<MinerReading> AskAsync(TimeSpan deadline, CancellationToken stop)
    {
        for (int tries = 1; ; tries++)
        {
            // Before the first question: nothing in the answer may look newer than it is.
            WallMoment start = WallMoment.Now(time);
            string version = await VersionAsync(deadline, stop);
            await CheckTokenAsync(deadline, stop);
            Guid session = await SessionAsync(deadline, stop);
            string actor = AnswerReader.Actor(await AskAsync("ActorAddress", client.Miner.ActorAddressAsync, deadline, stop), client.Address);
            string size = await SizeAsync(session, actor, deadline, stop);
            Work work = await WorkAsync(deadline, stop);
            // After the workers: one that the miner lists has declared all its sectors before, so that none of them is missing here.
            IReadOnlyList<MinerPath> paths = await _paths.AskAsync(deadline, stop);
            MinerView view = new(start.At, actor, session, work.Workers, work.Jobs, paths)
            {
                SectorSize = size,
                Version = version,
                Scheduler = work.Queue,
            };
            // Workers of one life of the miner and paths of the next, which are still being declared, would make a full worker look empty.
            if (await SessionAsync(deadline, stop) == session) return new MinerReading(view, start.Stamp, ViewPrint.Of(view));
            if (tries == Tries)
                throw new MinerFault(MinerProblemKind.DialFailed, $"the miner at {client.Address} is restarted again and again");
        }
    }

    private async Task<string> VersionAsync(TimeSpan deadline, CancellationToken stop)
    {
        NodeVersion? version = await AskAsync("Version", client.Miner.VersionAsync, deadline, stop);
        if (version is not { Version: not null }) throw AnswerReader.Strange("Version", client.Address);
        if (version.ApiVersion >> 8 == GenerationProbe.CurrentMinerVersion >> 8) return version.Version;
        throw new MinerFault(MinerProblemKind.VersionMismatch,
            $"the miner at {client.Address} speaks version {GenerationProbe.Text(version.ApiVersion)} of the API, the operator "
            + GenerationProbe.Text(GenerationProbe.CurrentMinerVersion));
    }

    private async Task CheckTokenAsync(TimeSpan deadline, CancellationToken stop)
    {
        string[]? permissions;
        try
        {
            permissions = await client.AskAsync("AuthVerify", token => client.Miner.AuthVerifyAsync(client.Token, token), deadline, stop);
        }
        catch (RpcException error) when (error.Code == RpcCodes.MethodError)
        {
            throw new MinerFault(CredentialKind.Rejected, "the miner refuses the token", error);
        }
        catch (RpcException error)
        {
            throw FaultReader.Read(error, "AuthVerify", client.Address);
        }

        if (permissions?.Contains("admin") != true) throw new MinerFault(CredentialKind.NotAdmin, "the token has no admin permission");
    }

    private async Task<Guid> SessionAsync(TimeSpan deadline, CancellationToken stop)
    {
        Guid session = await AskAsync("Session", client.Miner.SessionAsync, deadline, stop);
        return session == Guid.Empty ? throw AnswerReader.Strange("Session", client.Address) : session;
    }

    /// <summary>A miner asks its chain node for it; while that is away, what it said before stands.</summary>
    private async Task<string> SizeAsync(Guid session, string actor, TimeSpan deadline, CancellationToken stop)
    {
        if (_size.Session == session && _size.Actor == actor && _size.Size.Length > 0) return _size.Size;
        try
        {
            ulong bytes = await client.AskAsync("ActorSectorSize", token => client.Miner.ActorSectorSizeAsync(actor, token), deadline, stop);
            _size = (session, actor, bytes == 0 ? "" : SizeText.Format(bytes).Replace(" ", "", StringComparison.Ordinal));
        }
        catch (RpcException) when (_size.Actor != actor)
        {
            _size = (session, actor, "");
        }
        catch (RpcException)
        {
            // The same actor has the same size.
        }

        return _size.Size;
    }

    private async Task<Work> WorkAsync(TimeSpan deadline, CancellationToken stop)
    {
        Task<Dictionary<string, WorkerStats>?> stats = AskAsync("WorkerStats", client.Admin.WorkerStatsAsync, deadline, stop);
        Task<Dictionary<string, WorkerJob[]>?> jobs = AskAsync("WorkerJobs", client.Admin.WorkerJobsAsync, deadline, stop);
        Task<SchedulerView?> queue = QueueAsync(deadline, stop);
        await Task.WhenAll(stats, jobs, queue);
        return new Work(AnswerReader.Workers(await stats, client.Address), AnswerReader.Jobs(await jobs, client.Address), await queue);
    }

    private async Task<SchedulerView?> QueueAsync(TimeSpan deadline, CancellationToken stop)
    {
        try
        {
            TimeSpan limit = deadline < LongestForQueue ? deadline : LongestForQueue;
            JsonNode? answer = await client.AskAsync("SealingSchedDiag", token => client.Admin.SealingSchedDiagAsync(false, token), limit, stop);
            return AnswerReader.Queue(answer);
        }
        catch (Exception error) when (error is MinerFault or RpcException)
        {
            return null;
        }
    }

    private async Task<T> AskAsync<T>(string method, Func<CancellationToken, Task<T>> ask, TimeSpan deadline, CancellationToken stop)
    {
        try
        {
            return await client.AskAsync(method, ask, deadline, stop);
        }
        catch (RpcException error)
        {
            throw FaultReader.Read(error, method, client.Address);
        }
    }

    private sealed record Work(
        IReadOnlyDictionary<Guid, WorkerStats> Workers, IReadOnlyDictionary<Guid, IReadOnlyList<WorkerJob>> Jobs, SchedulerView? Queue);
}
