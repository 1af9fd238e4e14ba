using System.Collections.Concurrent;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Mirror.Observability;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Operator.Mirror.Credentials;

/// <summary>
/// Keeps what was read last of each Secret or ConfigMap. Everybody who wants the same one at the same time waits for one read; one that fails leaves
/// what is known.
/// </summary>
/// <param name="kind">For messages.</param>
/// <param name="read">Reads.</param>
/// <param name="time">Measures how old a reading is.</param>
/// <param name="logger">Told when reading begins to fail, and when it succeeds again.</param>
internal sealed class KeptReadings<TReading>(
    string kind, Func<DataReference, CancellationToken, Task<TReading>> read, TimeProvider time, ILogger logger)
    where TReading : class
{
    /// <summary>After a read that failed, nothing is read for so long.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(5);

    private readonly ConcurrentDictionary<DataReference, Entry> _entries = new();

    /// <summary>What is known, read again when that is older than wished.</summary>
    /// <param name="from">Which.</param>
    /// <param name="maxAge">The oldest reading that will do.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>The reading; null, with the reason, when it could never be read.</returns>
    public async Task<(TReading? Reading, string? Problem)> GetAsync(DataReference from, TimeSpan maxAge, CancellationToken cancellationToken)
    {
        Entry entry = _entries.GetOrAdd(from, _ => new Entry());
        if (entry.IsDue(time, maxAge))
        {
            await entry.Turn.WaitAsync(cancellationToken);
            try
            {
                if (entry.IsDue(time, maxAge)) await ReadAsync(from, entry, cancellationToken);
            }
            finally
            {
                entry.Turn.Release();
            }
        }

        return (entry.Reading, entry.Problem);
    }

    /// <summary>What is known, however old.</summary>
    public TReading? Known(DataReference from) => _entries.GetValueOrDefault(from)?.Reading;

    /// <summary>Forgets all but these.</summary>
    public void KeepOnly(IReadOnlySet<DataReference> used)
    {
        foreach (DataReference from in _entries.Keys.Where(from => !used.Contains(from)).ToArray()) _entries.TryRemove(from, out _);
    }

    private async Task ReadAsync(DataReference from, Entry entry, CancellationToken cancellationToken)
    {
        long start = time.GetTimestamp();
        try
        {
            TReading reading = await read(from, cancellationToken);
            if (entry.Problem is not null) logger.DataReadable(kind, from.Object.ToString());
            (entry.Reading, entry.Problem, entry.ReadAt) = (reading, null, start);
        }
        catch (Exception error) when (!cancellationToken.IsCancellationRequested)
        {
            string problem = error is KubernetesApiException refused
                ? $"{kind} {from.Object.Name} cannot be read: the API server answers {(int)refused.StatusCode} {refused.Reason}"
                : $"{kind} {from.Object.Name} cannot be read: the API server does not answer";
            if (entry.Problem != problem) logger.DataUnreadable(kind, from.Object.ToString(), error.Message);
            entry.Problem = problem;
        }

        entry.TriedAt = time.GetTimestamp();
    }

    private sealed class Entry
    {
        public SemaphoreSlim Turn { get; } = new(1, 1);

        public volatile TReading? Reading;

        public volatile string? Problem;

        public long? ReadAt { get; set; }

        public long? TriedAt { get; set; }

        public bool IsDue(TimeProvider time, TimeSpan maxAge)
        {
            if (Problem is not null && TriedAt is { } tried && time.GetElapsedTime(tried) < Pause) return false;
            return ReadAt is not { } at || time.GetElapsedTime(at) >= maxAge;
        }
    }
}
