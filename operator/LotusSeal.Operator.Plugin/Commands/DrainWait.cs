using System.Globalization;
using k8s.Models;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Plugin.Output;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>Shows the stages of drains until the pods are gone, or others have their names.</summary>
internal sealed class DrainWait(PluginContext context, Cluster cluster, OwnedPod[] workers, TimeSpan? limit)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    private readonly Dictionary<string, string> _said = [];
    private readonly List<OwnedPod> _left = [.. workers];

    /// <summary>Waits.</summary>
    /// <returns>The exit code: 1 when time is over before the pods are gone.</returns>
    public async Task<int> RunAsync(CancellationToken cancellationToken)
    {
        long start = context.Time.GetTimestamp();
        try
        {
            while (true)
            {
                await LookAsync(cancellationToken);
                if (_left.Count == 0) return 0;
                if (limit is { } longest && context.Time.GetElapsedTime(start) >= longest)
                {
                    await context.Error.WriteLineAsync($"error: {Left()} not drained within {DurationText.Format(longest)}; the drain goes on");
                    return 1;
                }

                await Task.Delay(Interval, context.Time, cancellationToken);
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await context.Error.WriteLineAsync($"not waited for: {Left()}; the drain goes on");
            throw;
        }
    }

    private async Task LookAsync(CancellationToken cancellationToken)
    {
        try
        {
            Dictionary<string, V1Alpha1SealWorker?> pools = [];
            foreach (string name in _left.Select(worker => worker.Pool).Distinct())
                pools[name] = await cluster.FindPoolAsync(name, cancellationToken);
            foreach (OwnedPod worker in _left.ToArray())
            {
                V1Pod? pod = await cluster.FindPodAsync(worker.Name, cancellationToken);
                if (pod?.Metadata.Uid == worker.Seen.Uid)
                {
                    await SayAsync(worker.Name, Stage(pools[worker.Pool], worker.Name, pod.Metadata.DeletionTimestamp is not null));
                    continue;
                }

                await SayAsync(worker.Name, pod is null ? "drained, its pod is gone" : "drained, its pod was made anew");
                _left.Remove(worker);
            }
        }
        catch (UnreachableException error)
        {
            // Drains take hours; an API server is updated meanwhile.
            await SayAsync("waiting", PlainText.Line(error.Message));
        }
    }

    private static string Stage(V1Alpha1SealWorker? pool, string name, bool isEnding)
    {
        if (isEnding) return "Delete: the pod is ending";
        WorkerEntry? entry = pool?.Status?.Workers?.FirstOrDefault(one => one.Managed && one.Name == name);
        if (entry?.Drain is not { } drain) return "asked for; the drain has not begun";
        string end = drain.ExpectedEnd is null ? "" : $"; expected end {drain.ExpectedEnd}";
        return PlainText.Line($"{drain.Stage}: {drain.Message}{end}");
    }

    private async Task SayAsync(string name, string text)
    {
        if (_said.GetValueOrDefault(name) == text) return;
        _said[name] = text;
        string time = context.Now.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
        await context.Output.WriteLineAsync($"{time} {name}: {text}");
        await context.Output.FlushAsync(CancellationToken.None);
    }

    private string Left() => string.Join(", ", _left.Select(worker => worker.Name));
}
