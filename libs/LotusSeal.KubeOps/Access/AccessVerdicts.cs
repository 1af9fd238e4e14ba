using System.Security.Cryptography;
using System.Text;

namespace LotusSeal.KubeOps.Access;

/// <summary>
/// Keeps for a short time what was said of a token, so that who looks again and again is not asked about each time. It keeps the token's SHA-256, not
/// the token, and is bounded in everything: verdicts, and questions at once.
/// </summary>
/// <param name="reviewer">Asks.</param>
/// <param name="options">The bounds.</param>
/// <param name="time">Measures.</param>
public sealed class AccessVerdicts(IAccessReviewer reviewer, AccessVerdictsOptions options, TimeProvider time) : IDisposable
{
    private readonly Lock _lock = new();
    private readonly Dictionary<Key, Kept> _kept = [];
    private readonly SemaphoreSlim _turns = new(options.MostQuestions, options.MostQuestions);

    /// <summary>How many verdicts are kept; for tests.</summary>
    internal int Count
    {
        get
        {
            lock (_lock) return _kept.Count;
        }
    }

    /// <summary>Whether the owner of a token may do something, as the API server said within the last seconds.</summary>
    /// <param name="token">As it was sent.</param>
    /// <param name="question">What its owner wants to do.</param>
    /// <param name="cancellationToken">Ends the waiting; others may wait for the same answer.</param>
    /// <exception cref="AccessUnansweredException">Nobody answers, or too many ask.</exception>
    public Task<AccessVerdict> AskAsync(string token, AccessQuestion question, CancellationToken cancellationToken)
    {
        Key key = new(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(token))), question);
        Kept? entry;
        lock (_lock)
        {
            if (_kept.TryGetValue(key, out entry) && !IsOver(entry)) return entry.Verdict.WaitAsync(cancellationToken);
            _kept.Remove(key);
            if (!MakeRoom()) throw new AccessUnansweredException("too many readers are looked at just now");
            _kept[key] = entry = new Kept(time.GetTimestamp());
        }

        _ = AnswerAsync(key, entry, token);
        return entry.Verdict.WaitAsync(cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose() => _turns.Dispose();

    private async Task AnswerAsync(Key key, Kept entry, string token)
    {
        try
        {
            AccessVerdict verdict = await InTurnAsync(token, key.Question);
            entry.Answer.SetResult(verdict);
        }
        catch (Exception error)
        {
            // No verdict: whoever comes next asks anew.
            Forget(key, entry);
            entry.Answer.SetException(error);
            // Nobody may wait any more, and then nobody else looks at it.
            _ = entry.Verdict.Exception;
        }
    }

    private async Task<AccessVerdict> InTurnAsync(string token, AccessQuestion question)
    {
        using CancellationTokenSource patience = new(options.LongestWait, time);
        try
        {
            await _turns.WaitAsync(patience.Token);
        }
        catch (OperationCanceledException error)
        {
            throw new AccessUnansweredException("too many readers are looked at just now", error);
        }

        try
        {
            return await reviewer.AskAsync(token, question, CancellationToken.None);
        }
        finally
        {
            _turns.Release();
        }
    }

    /// <summary>Throws away what is over, and then the oldest verdict. What is asked just now stays.</summary>
    private bool MakeRoom()
    {
        if (_kept.Count < options.MostVerdicts) return true;
        foreach ((Key key, Kept entry) in _kept)
        {
            if (IsOver(entry)) _kept.Remove(key);
        }

        if (_kept.Count < options.MostVerdicts) return true;
        Key? oldest = _kept.Where(pair => pair.Value.Verdict.IsCompleted).OrderBy(pair => pair.Value.Asked).Select(pair => pair.Key).FirstOrDefault();
        return oldest is not null && _kept.Remove(oldest);
    }

    private void Forget(Key key, Kept entry)
    {
        lock (_lock)
        {
            if (_kept.GetValueOrDefault(key) == entry) _kept.Remove(key);
        }
    }

    /// <summary>From when it was asked, not answered: then a right that was taken away meanwhile is not kept for longer.</summary>
    private bool IsOver(Kept entry) => entry.Verdict.IsCompleted && time.GetElapsedTime(entry.Asked) >= options.Validity;

    private sealed record Key(string TokenHash, AccessQuestion Question);

    private sealed record Kept(long Asked)
    {
        public TaskCompletionSource<AccessVerdict> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public Task<AccessVerdict> Verdict => Answer.Task;
    }
}
