using System.Diagnostics;
using LotusSeal.Protocol.Tests.Recordings;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>What a player sends and receives, in the form of a recording. Safe for concurrent use.</summary>
internal sealed class TrafficLog
{
    private readonly Lock _lock = new();
    private readonly List<Message> _messages = [];
    private readonly Stopwatch _clock = Stopwatch.StartNew();
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Appends a message under the next sequence number.</summary>
    public Message Add(Message message)
    {
        TaskCompletionSource changed;
        lock (_lock)
        {
            message = message with { Sequence = _messages.Count + 1, Time = _clock.ElapsedMilliseconds };
            _messages.Add(message);
            changed = _changed;
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }

        changed.SetResult();
        return message;
    }

    /// <summary>Everything up to now.</summary>
    public IReadOnlyList<Message> Snapshot()
    {
        lock (_lock) return [.. _messages];
    }

    /// <summary>Everything up to now as a recording.</summary>
    public Recording ToRecording(string name) => new(name, Snapshot());

    /// <summary>Waits until <paramref name="count"/> messages match.</summary>
    /// <exception cref="PlayException">The deadline passed; the text says what was waited for and what came last.</exception>
    public async Task<Message> WaitAsync(string what, Func<Message, bool> matches, TimeSpan deadline, int count = 1)
    {
        Stopwatch waited = Stopwatch.StartNew();
        while (true)
        {
            Task changed;
            lock (_lock)
            {
                Message[] found = [.. _messages.Where(matches).Take(count)];
                if (found.Length == count) return found[^1];
                changed = _changed.Task;
            }

            TimeSpan left = deadline - waited.Elapsed;
            if (left <= TimeSpan.Zero || await Task.WhenAny(changed, Task.Delay(left)) != changed && waited.Elapsed >= deadline)
            {
                throw new PlayException(
                    $"no {what} within {deadline.TotalSeconds} s; the last messages were:\n  {string.Join("\n  ", Snapshot().TakeLast(8))}");
            }
        }
    }
}
