using k8s.Models;
using LotusSeal.KubeOps.Client;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Asking;
using LotusSeal.Operator.Mirror.Credentials;
using LotusSeal.Operator.Mirror.Observability;
using LotusSeal.Operator.Observed;
using LotusSeal.Operator.Planning;
using Microsoft.Extensions.Logging;
using Prometheus;

namespace LotusSeal.Operator.Mirror;

/// <inheritdoc cref="IMiners"/>
/// <remarks>
/// A pool is a <see cref="PoolLink"/>, a miner with one token a <see cref="MinerLoop"/>; a loop lives while a link follows it. A keeper looks every
/// second whether an answer has grown too old, and every few seconds at tokens, the good ones once a minute.
/// </remarks>
public sealed class Miners : IMiners, IAsyncDisposable
{
    /// <summary>Secrets that do not do, read again at one tick.</summary>
    private const int MostReadings = 20;

    /// <summary>A pool without anything to do is looked at every 5 min.</summary>
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromMinutes(15);

    private static readonly TimeSpan UsualDeadline = TimeSpan.FromSeconds(30), ShortestDeadline = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TokenAge = TimeSpan.FromMinutes(1), BadTokenAge = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AgeTick = TimeSpan.FromSeconds(1), TokenTick = TimeSpan.FromSeconds(5);

    private readonly KeptReadings<TokenReading> _tokens;
    private readonly KeptReadings<TrustReading> _trust;
    private readonly Action<ObjectKey> _changed;
    private readonly TimeProvider _time;
    private readonly MinerMetrics _metrics;
    private readonly ILogger _logger;
    private readonly CancellationTokenSource _stop = new();
    private readonly Lock _lock = new();
    private readonly Dictionary<ObjectKey, PoolLink> _links = [];
    private readonly Dictionary<MinerKey, (MinerLoop Loop, HashSet<PoolLink> Links)> _loops = [];
    private readonly HashSet<Task> _leaving = [];
    private readonly Task _keeper;
    private bool _isDisposed;

    /// <param name="secrets">Reads Secrets.</param>
    /// <param name="configMaps">Reads ConfigMaps, for https with an authority of one's own.</param>
    /// <param name="changed">Told of a pool that is to be looked at again; it must not wait.</param>
    /// <param name="time">Times everything.</param>
    /// <param name="registry">Takes the series of miners.</param>
    /// <param name="logger">Told when what is wrong with a miner changes.</param>
    public Miners(EntityClient<V1Secret> secrets, EntityClient<V1ConfigMap> configMaps, Action<ObjectKey> changed, TimeProvider time,
        CollectorRegistry registry, ILogger logger)
    {
        DataReaders readers = new(secrets, configMaps);
        _tokens = new KeptReadings<TokenReading>("Secret", readers.TokenAsync, time, logger);
        _trust = new KeptReadings<TrustReading>("ConfigMap", readers.TrustAsync, time, logger);
        (_changed, _time, _logger) = (changed, time, logger);
        _metrics = new MinerMetrics(registry);
        _keeper = Task.WhenAll(EveryAsync(AgeTick, LookAtAgesAsync), EveryAsync(TokenTick, LookAtTokensAsync));
    }

    /// <summary>How many miners are asked now; for tests.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _loops.Count;
        }
    }

    /// <inheritdoc/>
    public async Task<MinerAnswer> LookAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        PoolLink link = await LinkAsync(pool, cancellationToken);
        lock (_lock) return link.Answer(_time);
    }

    /// <inheritdoc/>
    /// <exception cref="MirrorException">Some could not be given up; the others were.</exception>
    public Task AbortJobsAsync(V1Alpha1SealWorker pool, IReadOnlyList<CallId> calls, CancellationToken cancellationToken) =>
        ActAsync(pool, async (link, loop) =>
        {
            await new MinerActions(loop.Client, link.Deadline).AbortAsync(calls, cancellationToken);
            lock (_lock) link.GaveUp(calls, _time);
        }, cancellationToken);

    /// <inheritdoc/>
    /// <exception cref="MirrorException">Some could not be taken out; the others were.</exception>
    public Task DetachPathsAsync(V1Alpha1SealWorker pool, IReadOnlyList<PathAddress> paths, CancellationToken cancellationToken) =>
        ActAsync(pool, async (link, loop) =>
        {
            try
            {
                await new MinerActions(loop.Client, link.Deadline).DetachAsync(paths, cancellationToken);
            }
            finally
            {
                loop.ForgetPaths();
            }
        }, cancellationToken);

    /// <inheritdoc/>
    public void Forget(ObjectKey pool)
    {
        lock (_lock)
        {
            if (_links.Remove(pool, out PoolLink? link)) Follow(link, null);
        }

        ForgetReadings();
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        Task[] leaving;
        lock (_lock)
        {
            if (_isDisposed) return;
            _isDisposed = true;
            foreach (PoolLink link in _links.Values) Follow(link, null);
            _links.Clear();
            leaving = [.. _leaving];
        }

        await _stop.CancelAsync();
        await _keeper;
        await Task.WhenAll(leaving);
        _stop.Dispose();
    }

    /// <summary>The token of a pool as it was read last; null when there is none.</summary>
    internal async Task<string?> TokenAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken) =>
        (await LinkAsync(pool, cancellationToken)).Reading?.Token;

    /// <summary>A worker has taken its paths out of the index.</summary>
    internal void PathsChanged(V1Alpha1SealWorker pool)
    {
        lock (_lock) _links.GetValueOrDefault(ObjectKey.Of(pool))?.Loop?.ForgetPaths();
    }

    private async Task ActAsync(V1Alpha1SealWorker pool, Func<PoolLink, MinerLoop, Task> act, CancellationToken cancellationToken)
    {
        PoolLink link = await LinkAsync(pool, cancellationToken);
        MinerLoop loop = link.Loop ?? throw new MirrorException($"there is nobody to tell: {link.Problem?.Message ?? link.Reading?.State.Message}");
        await act(link, loop);
    }

    /// <summary>The link of a pool, following the miner that its specification, its token and its certificates name now.</summary>
    private async Task<PoolLink> LinkAsync(V1Alpha1SealWorker pool, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pool);
        ObjectKey key = ObjectKey.Of(pool);
        MinerSpec spec = pool.Spec.Miner;
        DataReference token = new(new ObjectKey(key.Namespace, spec.TokenSecretRef.Name), spec.TokenSecretRef.Key);
        Uri? url = MinerUrl.Of(spec.Address, key.Namespace!);
        DataReference? trust = url?.Scheme == Uri.UriSchemeHttps && spec.CaConfigMapRef is { } authorities
            ? new DataReference(new ObjectKey(key.Namespace, authorities.Name), authorities.Key) : null;
        bool isBad;
        lock (_lock) isBad = _links.GetValueOrDefault(key) is { HasBadToken: true };
        (TokenReading? reading, string? unreadable) = await _tokens.GetAsync(token, isBad ? BadTokenAge : TokenAge, cancellationToken);
        reading ??= new TokenReading(null, new CredentialState(CredentialKind.Unknown, unreadable!, null));
        (TrustReading? trusted, string? untrusted) = trust is { } from ? await _trust.GetAsync(from, TokenAge, cancellationToken) : (null, null);
        if (trust is not null) trusted ??= new TrustReading(null, untrusted);
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            if (!_links.TryGetValue(key, out PoolLink? link)) _links[key] = link = new PoolLink(key);
            (link.Token, link.Trust, link.Reading, link.LookedAt) = (token, trust, reading, _time.GetTimestamp());
            link.Interval = new PoolObservation(pool, default).PollInterval;
            link.Deadline = Times.AtLeast(Times.Of(spec.RequestTimeout, UsualDeadline), ShortestDeadline);
            link.Problem = url is null ? new MinerProblem(MinerProblemKind.DialFailed, $"{spec.Address} is no address of a miner")
                : trusted is { Pem: null } ? new MinerProblem(MinerProblemKind.DialFailed, trusted.Problem!) : null;
            Follow(link, link.Problem is null && reading.Token is { } good ? new MinerKey(url!, good, trusted?.Pem) : null);
            return link;
        }
    }

    /// <summary>Has a link follow a miner, or none: the first begins to ask it, and when the last has gone nobody asks any more.</summary>
    private void Follow(PoolLink link, MinerKey? key)
    {
        MinerLoop? before = link.Loop;
        if (key is not null)
        {
            if (!_loops.TryGetValue(key, out (MinerLoop Loop, HashSet<PoolLink> Links) entry))
                _loops[key] = entry = (new MinerLoop(key, _metrics, _time, _logger, OnAsked), []);
            bool isNew = entry.Links.Count == 0;
            entry.Links.Add(link);
            link.Follow(entry.Loop);
            Tune(entry);
            if (isNew) entry.Loop.Start();
        }
        else
        {
            link.Follow(null);
        }

        if (before is null || before == link.Loop) return;
        (MinerLoop Loop, HashSet<PoolLink> Links) left = _loops[before.Key];
        left.Links.Remove(link);
        if (left.Links.Count > 0) Tune(left);
        else Leave(before);
    }

    private static void Tune((MinerLoop Loop, HashSet<PoolLink> Links) entry) =>
        entry.Loop.Tune(entry.Links.Min(link => link.Interval), entry.Links.Max(link => link.Deadline));

    private void Leave(MinerLoop loop)
    {
        _loops.Remove(loop.Key);
        Task leaving = Task.Run(async () => await loop.DisposeAsync());
        _leaving.Add(leaving);
        leaving.ContinueWith(
            done =>
            {
                lock (_lock) _leaving.Remove(done);
            }, CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
    }

    private void OnAsked(MinerLoop loop, MinerState before, MinerState after)
    {
        List<ObjectKey> told = [];
        lock (_lock)
        {
            if (!_loops.TryGetValue(loop.Key, out (MinerLoop Loop, HashSet<PoolLink> Links) entry)) return;
            foreach (PoolLink link in entry.Links)
            {
                bool isFreshAgain = link.IsToldStale && !link.IsStale(_time);
                if (isFreshAgain) link.IsToldStale = false;
                if (isFreshAgain || !after.IsLike(before)) told.Add(link.Pool);
            }
        }

        Tell(told);
    }

    private Task LookAtAgesAsync()
    {
        List<ObjectKey> told = [];
        lock (_lock)
        {
            foreach (PoolLink link in _links.Values.ToArray())
            {
                if (_time.GetElapsedTime(link.LookedAt) > LongestAbsence)
                {
                    _links.Remove(link.Pool);
                    Follow(link, null);
                }
                else if (!link.IsToldStale && link.IsStale(_time))
                {
                    link.IsToldStale = true;
                    told.Add(link.Pool);
                }
            }
        }

        Tell(told);
        return Task.CompletedTask;
    }

    /// <summary>
    /// Reads tokens again, those that do not do more often: a pool without anything to do would notice only at its next look that its Secret was
    /// made, corrected, changed or deleted.
    /// </summary>
    private async Task LookAtTokensAsync()
    {
        PoolLink[] bad, good;
        lock (_lock)
        {
            ILookup<bool, PoolLink> links = _links.Values.ToLookup(link => link.HasBadToken);
            (bad, good) = ([.. links[true]], [.. links[false]]);
        }

        await RereadAsync(bad, BadTokenAge);
        await RereadAsync(good, TokenAge);
        ForgetReadings();
    }

    private async Task RereadAsync(PoolLink[] links, TimeSpan maxAge)
    {
        // Some of them each time, others the next: the API server has more to do.
        Random.Shared.Shuffle(links);
        foreach (IGrouping<DataReference, PoolLink> group in links.GroupBy(link => link.Token).Take(MostReadings))
            await RereadAsync(_tokens, group.Key, [.. group], maxAge);
        foreach (IGrouping<DataReference, PoolLink> group in links.Where(link => link.Trust is not null).GroupBy(link => link.Trust!.Value)
            .Take(MostReadings))
        {
            await RereadAsync(_trust, group.Key, [.. group], maxAge);
        }
    }

    private async Task RereadAsync<TReading>(KeptReadings<TReading> kept, DataReference from, IReadOnlyList<PoolLink> links, TimeSpan maxAge)
        where TReading : class
    {
        TReading? before = kept.Known(from);
        (TReading? now, _) = await kept.GetAsync(from, maxAge, _stop.Token);
        if (!Equals(before, now)) Tell(links.Select(link => link.Pool));
    }

    private void ForgetReadings()
    {
        lock (_lock)
        {
            _tokens.KeepOnly(_links.Values.Select(link => link.Token).ToHashSet());
            _trust.KeepOnly(_links.Values.Select(link => link.Trust).OfType<DataReference>().ToHashSet());
        }
    }

    private void Tell(IEnumerable<ObjectKey> pools)
    {
        foreach (ObjectKey pool in pools) _changed(pool);
    }

    private async Task EveryAsync(TimeSpan tick, Func<Task> look)
    {
        // Whoever makes this object does not wait for the first look.
        await Task.Yield();
        using PeriodicTimer timer = new(tick, _time);
        while (!_stop.IsCancellationRequested)
        {
            try
            {
                await timer.WaitForNextTickAsync(_stop.Token);
                await look();
            }
            catch (OperationCanceledException) when (_stop.IsCancellationRequested)
            {
                return;
            }
            catch (Exception error)
            {
                _logger.KeeperBroke(error);
            }
        }
    }
}
