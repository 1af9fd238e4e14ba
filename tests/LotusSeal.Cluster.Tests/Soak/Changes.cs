using System.Globalization;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>What people do to a pool all the time.</summary>
internal sealed class Changes(PatientKubectl kubectl, string pool, string node, PodWatch pods, Journal journal)
{
    /// <summary>Workers of the pool at its start, and at the end.</summary>
    public const int Usual = 3;

    /// <summary>The most workers that it is ever to have.</summary>
    public const int Most = 4;

    private readonly List<(DateTimeOffset Time, int Replicas)> _wanted = [(DateTimeOffset.UtcNow, Usual)];
    private readonly Lock _lock = new();
    private int _edits, _replicas = Usual;

    /// <summary>Changes one thing after the other until it is told to stop. Then there are as many workers as at the start.</summary>
    public async Task RunAsync(Random random, CancellationToken stop)
    {
        while (await Pauses.OfAsync(random, 4, 20, stop)) await (random.Next(7) switch
        {
            0 or 1 => ScaleAsync(1 + (_replicas + random.Next(Most - 1)) % Most),
            2 => EditAsync(),
            3 => RequestDrainAsync(random),
            4 => SuspendAsync(random, stop),
            5 => CordonAsync(random, stop),
            _ => DeleteAsync(random),
        });
        await ScaleAsync(Usual);
    }

    /// <summary>The most workers that were wanted at some time since a moment.</summary>
    public int MostSince(DateTimeOffset moment)
    {
        lock (_lock)
        {
            int first = Math.Max(0, _wanted.FindLastIndex(one => one.Time <= moment));
            return _wanted.Skip(first).Max(one => one.Replicas);
        }
    }

    /// <summary>Asks for another number of workers.</summary>
    public Task ScaleAsync(int replicas)
    {
        journal.Add(JournalKind.Change, $"scaled: {_replicas} -> {replicas}");
        _replicas = replicas;
        Want(replicas);
        return kubectl.UntilDoneAsync("scale", "sealworker", pool, $"--replicas={replicas}");
    }

    /// <summary>
    /// Gives a worker up that waits for sectors which the miner needs no more: copies that it forgot to take away while its index was empty.
    /// </summary>
    public Task GiveUpAsync(string pod, string why)
    {
        journal.Add(JournalKind.Change, $"given up: {pod}: {why}");
        return kubectl.UntilDoneAsync("annotate", "pod", pod, "lotusseal.io/force-drain=true", "--overwrite");
    }

    private Task EditAsync()
    {
        int edit = ++_edits;
        journal.Add(JournalKind.Change, string.Create(CultureInfo.InvariantCulture, $"edited: {edit}"));
        return PatchAsync($$$$"""{"spec":{"pod":{"env":[{"name":"EDIT","value":"{{{{edit}}}}"}]}}}""");
    }

    private async Task RequestDrainAsync(Random random)
    {
        if (Any(random) is not { } pod) return;
        journal.Add(JournalKind.Change, $"drain requested: {pod}");
        await kubectl.UntilDoneAsync("annotate", "pod", pod, "lotusseal.io/drain=true", "--overwrite");
    }

    private async Task SuspendAsync(Random random, CancellationToken stop)
    {
        journal.Add(JournalKind.Change, "suspended");
        Want(0);
        await PatchAsync("""{"spec":{"suspend":true}}""");
        await Pauses.OfAsync(random, 2, 30, stop);
        journal.Add(JournalKind.Change, "resumed");
        Want(_replicas);
        await PatchAsync("""{"spec":{"suspend":false}}""");
    }

    private async Task CordonAsync(Random random, CancellationToken stop)
    {
        journal.Add(JournalKind.Change, "cordoned");
        await kubectl.UntilDoneAsync("cordon", node);
        await Pauses.OfAsync(random, 2, 25, stop);
        journal.Add(JournalKind.Change, "uncordoned");
        await kubectl.UntilDoneAsync("uncordon", node);
    }

    private async Task DeleteAsync(Random random)
    {
        if (Any(random) is not { } pod) return;
        journal.Add(JournalKind.Change, $"pod deleted: {pod}");
        await kubectl.UntilDoneAsync("delete", "pod", pod, "--wait=false");
    }

    private Task PatchAsync(string patch) => kubectl.UntilDoneAsync("patch", "sealworker", pool, "--type=merge", "-p", patch);

    private string? Any(Random random) => pods.Current is { Count: > 0 } now ? now[random.Next(now.Count)].Name : null;

    private void Want(int replicas)
    {
        lock (_lock) _wanted.Add((DateTimeOffset.UtcNow, replicas));
    }
}
