using System.Collections.Concurrent;
using System.Globalization;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Asks the workers themselves, several times a second, whether they have work: a call, or a result that the miner has not taken.</summary>
internal sealed class WorkerWatch(PodWatch pods) : IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(300);

    private readonly HttpClient _http = new() { Timeout = TimeSpan.FromSeconds(2) };
    private readonly ConcurrentDictionary<string, ConcurrentQueue<(DateTimeOffset Asked, double Work)>> _answers = new();

    /// <summary>Answers of workers that had work, and all answers.</summary>
    public (int Busy, int All) Count
    {
        get
        {
            (DateTimeOffset Asked, double Work)[] all = [.. _answers.Values.SelectMany(answers => answers)];
            return (all.Count(answer => answer.Work > 0), all.Length);
        }
    }

    /// <summary>Asks until it is told to stop.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            await Task.WhenAll(pods.Current.Where(pod => pod.Address is not null).Select(pod => AskAsync(pod.Name, pod.Address!)));
            await Task.Delay(Interval, stop).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>Writes down what a worker has said.</summary>
    public void Note(string pod, DateTimeOffset asked, double work) => _answers.GetOrAdd(pod, _ => new()).Enqueue((asked, work));

    /// <summary>What a worker said last before a moment; null when it had said nothing.</summary>
    public (DateTimeOffset Asked, double Work)? Before(string pod, DateTimeOffset moment)
    {
        (DateTimeOffset Asked, double Work)[] answers = [.. _answers.GetValueOrDefault(pod)?.Where(answer => answer.Asked < moment) ?? []];
        return answers.Length == 0 ? null : answers[^1];
    }

    /// <inheritdoc/>
    public void Dispose() => _http.Dispose();

    private async Task AskAsync(string pod, string address)
    {
        DateTimeOffset asked = DateTimeOffset.UtcNow;
        try
        {
            string metrics = await _http.GetStringAsync(new Uri($"http://{address}:3456/metrics"));
            double work = metrics.Split('\n')
                .Where(line => line.StartsWith("lotusseal_jobs{", StringComparison.Ordinal)
                    || line.StartsWith("lotusseal_undelivered_results ", StringComparison.Ordinal))
                .Sum(line => double.Parse(line[(line.LastIndexOf(' ') + 1)..], CultureInfo.InvariantCulture));
            Note(pod, asked, work);
        }
        catch (Exception error) when (error is HttpRequestException or TaskCanceledException)
        {
            // It is not there yet, not any more, or stands still.
        }
    }
}
