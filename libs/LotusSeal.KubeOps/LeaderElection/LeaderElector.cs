using LotusSeal.KubeOps.Client;
using LotusSeal.KubeOps.Metrics;
using LotusSeal.KubeOps.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.KubeOps.LeaderElection;

/// <summary>
/// Lets one of several processes act. It is the fence of all that may be written only by the leader; names follow KubernetesClient, the loop is
/// stricter.
/// </summary>
/// <param name="leaderLock">The record that all processes see.</param>
/// <param name="config">The times.</param>
/// <param name="time">Both clocks.</param>
/// <param name="metrics">Tells whether this process leads.</param>
/// <param name="logger">Told who leads.</param>
/// <remarks>
/// Why two never act at once. A leader counts from before it sent a renewal, the others from after they saw it, so the leader's count is always
/// ahead; and it stops at the renew deadline, they wait for the longer lease duration. Nobody compares the clock of one machine with that of another.
/// Before every write the leader looks at the clock anew, so a process that was stopped and goes on finds out by itself. A lease that is gone, or
/// that another holds, ends the term at once. After a clean stop the lease is given up once all work has ended.
/// </remarks>
public sealed class LeaderElector(ILock leaderLock, LeaderElectionConfig config, TimeProvider time, OperatorMetrics metrics, ILogger logger)
    : IWriteFence
{
    private static readonly CancellationToken Never = new(canceled: true);

    private volatile Leadership? _term;
    private LeaderElectionRecord? _seen;
    private long _seenAt;
    private string? _problem;

    /// <inheritdoc/>
    public CancellationToken Lost => _term?.Lost ?? Never;

    /// <summary>Whether this process may act now.</summary>
    public bool IsLeader() => _term is { } term && term.Over is null;

    /// <summary>Who leads, as far as it is known.</summary>
    public string? GetLeader() => _seen?.HolderIdentity;

    /// <inheritdoc/>
    public void ThrowIfLost()
    {
        if (_term is not { } term) throw new LeadershipLostException("not written: this process does not lead");
        term.ThrowIfLost();
    }

    /// <summary>Waits until this process leads, lets it work, and does so again whenever leadership was lost.</summary>
    /// <param name="work">
    /// Runs for one term; it must end when its token does, and the next term begins only then. If it ends by itself, so does this.
    /// </param>
    /// <param name="cancellationToken">Ends the work, gives the lease up and returns.</param>
    public async Task RunAndTryToHoldLeadershipForeverAsync(Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        config.Validate();
        while (!cancellationToken.IsCancellationRequested)
        {
            try
            {
                using Leadership term = await AcquireAsync(cancellationToken);
                if (!await LeadAsync(term, work, cancellationToken)) return;
            }
            catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
            {
                return;
            }
        }
    }

    private async Task<Leadership> AcquireAsync(CancellationToken cancellationToken)
    {
        while (true)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (await TryAcquireAsync(cancellationToken) is { } term) return term;
            await PauseAsync(cancellationToken);
        }
    }

    private async Task<Leadership?> TryAcquireAsync(CancellationToken cancellationToken)
    {
        using Deadline deadline = new(config.RenewDeadline, time, cancellationToken);
        try
        {
            LeaderElectionRecord? there = await leaderLock.GetAsync(deadline.Token);
            See(there);
            if (there is not null && !MayTake(there)) return null;
            Moment sent = Moment.Now(time);
            LeaderElectionRecord mine = Mine(there, sent);
            if (!await (there is null ? leaderLock.CreateAsync(mine, deadline.Token) : leaderLock.UpdateAsync(mine, deadline.Token))) return null;
            See(mine);
            _problem = null;
            return new Leadership(sent, config.RenewDeadline, time);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Report(deadline.Passed ? "no answer" : error.Message);
            return null;
        }
    }

    /// <returns>False when the work has ended by itself.</returns>
    private async Task<bool> LeadAsync(Leadership term, Func<CancellationToken, Task> work, CancellationToken cancellationToken)
    {
        _term = term;
        metrics.Leads(true);
        logger.Leads(leaderLock.Identity, leaderLock.Describe());
        using CancellationTokenSource workEnded = new();
        using CancellationTokenSource toEnd = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, term.Lost);
        using CancellationTokenSource renew = CancellationTokenSource.CreateLinkedTokenSource(toEnd.Token, workEnded.Token);
        Task renewing = RenewAsync(term, renew.Token);
        try
        {
            // On a thread of its own from the start: what work does before its first wait must not keep a renewal waiting.
            await WorkAsync(term, Task.Run(() => work(toEnd.Token), CancellationToken.None), toEnd.Token);
            return toEnd.IsCancellationRequested;
        }
        catch (OperationCanceledException) when (toEnd.IsCancellationRequested)
        {
            return true;
        }
        finally
        {
            await workEnded.CancelAsync();
            await renewing;
            string? why = term.Over;
            term.End("leadership was given up");
            _term = null;
            metrics.Leads(false);
            logger.LeadsNoMore(leaderLock.Identity, why ?? "it was given up");
            if (why is null) await ReleaseAsync();
        }
    }

    private async Task WorkAsync(Leadership term, Task work, CancellationToken toEnd)
    {
        try
        {
            await work.WaitAsync(toEnd);
        }
        catch (OperationCanceledException) when (toEnd.IsCancellationRequested && !work.IsCompleted)
        {
            // What it may still need; it writes nothing any more.
            Task first = await Task.WhenAny(work, Task.Delay(config.LeaseDuration, time, CancellationToken.None));
            if (first != work) logger.WorkOutlivesLease(leaderLock.Identity, term.Over ?? "it stops");
            await work;
        }
    }

    private async Task RenewAsync(Leadership term, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                await PauseAsync(cancellationToken);
                await TryRenewAsync(term, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The work has ended, or the term has.
        }
    }

    private async Task TryRenewAsync(Leadership term, CancellationToken cancellationToken)
    {
        // Half, so that a connection that died in silence leaves time for a second try on a new one.
        using Deadline deadline = new(config.RenewDeadline / 2, time, cancellationToken);
        try
        {
            Moment sent = Moment.Now(time);
            LeaderElectionRecord mine = Mine(_seen, sent);
            if (await leaderLock.UpdateAsync(mine, deadline.Token))
            {
                See(mine);
                _problem = null;
                term.Renewed(sent);
                return;
            }

            // Somebody wrote; it may have been an earlier try of ours whose answer was lost.
            LeaderElectionRecord? there = await leaderLock.GetAsync(deadline.Token);
            See(there);
            if (there?.HolderIdentity == leaderLock.Identity) return;
            term.End(there is null ? "the lease is gone" : $"{there.HolderIdentity} took the lease");
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            Report(deadline.Passed ? "no answer" : error.Message);
        }
    }

    private async Task ReleaseAsync()
    {
        using Deadline deadline = new(config.RetryPeriod, time, CancellationToken.None);
        try
        {
            LeaderElectionRecord free = Mine(_seen, Moment.Now(time)) with { HolderIdentity = "", LeaseDuration = TimeSpan.FromSeconds(1) };
            if (await leaderLock.UpdateAsync(free, deadline.Token)) logger.LeaseReleased(leaderLock.Describe());
        }
        catch (Exception error)
        {
            // It runs out by itself.
            Report(deadline.Passed ? "no answer" : error.Message);
        }
    }

    /// <summary>Another's lease may be taken when it is free, or has not changed for its duration since this process saw it first.</summary>
    private bool MayTake(LeaderElectionRecord there)
    {
        if (there.HolderIdentity.Length == 0 || there.HolderIdentity == leaderLock.Identity) return true;
        TimeSpan lease = there.LeaseDuration > TimeSpan.Zero ? there.LeaseDuration : config.LeaseDuration;
        return time.GetElapsedTime(_seenAt) >= lease;
    }

    private LeaderElectionRecord Mine(LeaderElectionRecord? there, Moment now)
    {
        bool same = there?.HolderIdentity == leaderLock.Identity;
        return new LeaderElectionRecord(leaderLock.Identity, config.LeaseDuration, same ? there!.AcquireTime : now.WallTime, now.WallTime,
            there is null ? 0 : same ? there.LeaderTransitions : there.LeaderTransitions + 1);
    }

    private void See(LeaderElectionRecord? there)
    {
        if (there == _seen) return;
        if (there?.HolderIdentity != _seen?.HolderIdentity && there is { HolderIdentity.Length: > 0 } && there.HolderIdentity != leaderLock.Identity)
            logger.LeaderIs(there.HolderIdentity);
        _seen = there;
        _seenAt = time.GetTimestamp();
    }

    private Task PauseAsync(CancellationToken cancellationToken) =>
        Task.Delay(config.RetryPeriod * (1 + Random.Shared.NextDouble() / 5), time, cancellationToken);

    private void Report(string problem)
    {
        if (_problem != problem) logger.LeaseFailed(leaderLock.Describe(), problem);
        _problem = problem;
    }
}
