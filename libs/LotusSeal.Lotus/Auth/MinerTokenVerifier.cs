using System.Collections.Concurrent;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Auth;

/// <summary>
/// Asks the miner what a token allows, as a worker has no secret of its own (protocol spec 2.6). Accepted tokens are remembered: for a short time
/// without asking again, and for longer while the miner cannot be reached, because a 401 makes the miner fail the sector (protocol spec
/// M6).
/// </summary>
public sealed class MinerTokenVerifier : ITokenVerifier, IDisposable
{
    /// <summary>How long an accepted token is not asked about again.</summary>
    public static readonly TimeSpan FreshFor = TimeSpan.FromSeconds(30);

    /// <summary>How long an accepted token stays good while the miner is out of reach.</summary>
    public static readonly TimeSpan StaleFor = TimeSpan.FromHours(24);

    private const int MaxRemembered = 1024;
    private const int MaxConcurrentQuestions = 16;
    private static readonly TimeSpan Deadline = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);
    private readonly ConcurrentDictionary<string, Entry> _accepted = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _questions = new(MaxConcurrentQuestions);
    private readonly Func<string, CancellationToken, Task<string[]?>> _ask;
    private readonly TimeProvider _time;

    /// <summary>Asks a miner of the current generation.</summary>
    public MinerTokenVerifier(IMinerApi miner, TimeProvider time) : this(miner.AuthVerifyAsync, time) { }

    /// <summary>Asks a miner of v0.3.0.</summary>
    public MinerTokenVerifier(IV0MinerApi miner, TimeProvider time) : this(miner.AuthVerifyAsync, time) { }

    /// <summary>Asks whoever answers <paramref name="ask"/>: names of permissions, or <see cref="RpcException"/> for a bad token.</summary>
    public MinerTokenVerifier(Func<string, CancellationToken, Task<string[]?>> ask, TimeProvider time)
    {
        _ask = ask;
        _time = time;
    }

    /// <summary>Time since some moment; the wall clock may step.</summary>
    private TimeSpan Now => _time.GetElapsedTime(0);

    /// <inheritdoc/>
    public async ValueTask<Permission?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        string key = Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token)));
        if (_accepted.TryGetValue(key, out Entry? known) && Now < known.AskAgain) return known.Permission;
        try
        {
            Permission permission = PermissionNames.Parse(await AskAsync(token, cancellationToken));
            Remember(key, new Entry(permission, Now + FreshFor, Now + StaleFor));
            return permission;
        }
        catch (RpcException)
        {
            _accepted.TryRemove(key, out _);
            return null;
        }
        catch (Exception e) when (e is RpcTransportException or TimeoutException or OperationCanceledException or IOException or HttpRequestException)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (known is null || Now >= known.Forget) return null;
            _accepted.TryUpdate(key, known with { AskAgain = Now + RetryAfter }, known);
            return known.Permission;
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _questions.Dispose();

    private async Task<string[]?> AskAsync(string token, CancellationToken cancellationToken)
    {
        using CancellationTokenSource deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        deadline.CancelAfter(Deadline);
        await _questions.WaitAsync(deadline.Token);
        try
        {
            return await _ask(token, deadline.Token).WaitAsync(deadline.Token);
        }
        finally
        {
            _questions.Release();
        }
    }

    private void Remember(string key, Entry entry)
    {
        if (_accepted.Count >= MaxRemembered && !_accepted.ContainsKey(key))
        {
            string oldest = _accepted.MinBy(pair => pair.Value.Forget).Key;
            _accepted.TryRemove(oldest, out _);
        }

        _accepted[key] = entry;
    }

    private sealed record Entry(Permission Permission, TimeSpan AskAgain, TimeSpan Forget);
}
