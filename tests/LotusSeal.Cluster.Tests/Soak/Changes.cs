using System.Globalization;
using System.Text.Json.Nodes;

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

    /// <summary>
    /// Changes one thing after the other until it is told to stop. Then there are as many workers as volumes that may hold sectors, so that every one
    /// of these gets its worker back: a worker that goes before it has begun leaves its volume as it was.
    /// </summary>
    public async Task RunAsync(Random random, CancellationToken stop)
    {
        while (await Pauses.OfAsync(random, 4, 20, stop)) await (random.Next(7) switch
        {
            0 or 1 => ScaleAsync(1 + (_replicas + random.Next(Most - 1)) % Most),
            2 => EditAsync(),
            3 => RequestDrainAsync(random),
            4 => SuspendAsync(random, stop),
            5 => CordonAsync(random, stop),
            _ => DeleteAsync(random, stop),
        });
        int owed;
        while ((owed = await OwedAsync()) < 0) await Pauses.OfAsync(random, 1, 1, CancellationToken.None);
        await ScaleAsync(Math.Max(Usual, owed));
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

    /// <summary>Whoever deletes a pod sees what comes of it before he makes the pool smaller: what is deleted is not emptied first.</summary>
    private async Task DeleteAsync(Random random, CancellationToken stop)
    {
        if (Any(random) is not { } pod) return;
        journal.Add(JournalKind.Change, $"pod deleted: {pod}");
        await kubectl.UntilDoneAsync("delete", "pod", pod, "--wait=false");
        while (!pods.Current.Any(one => one.Name == pod && one.StaysIn) && pods.Current.Count(one => one.StaysIn) < _replicas)
            if (!await Pauses.OfAsync(random, 1, 1, stop)) return;
    }

    /// <summary>How many volumes are not known to be empty; -1 when nobody answers.</summary>
    private async Task<int> OwedAsync() => await kubectl.TryAsync("get", "pvc", "-o", "json") is { } claims
        ? JsonNode.Parse(claims)!["items"]!.AsArray().Count(claim => claim!["metadata"]!["annotations"]?["lotusseal.io/evacuated"] is null) : -1;

    private Task PatchAsync(string patch) => kubectl.UntilDoneAsync("patch", "sealworker", pool, "--type=merge", "-p", patch);

    private string? Any(Random random) => pods.Current is { Count: > 0 } now ? now[random.Next(now.Count)].Name : null;

    private void Want(int replicas)
    {
        lock (_lock) _wanted.Add((DateTimeOffset.UtcNow, replicas));
    }
}
