using System.Collections.Concurrent;
using System.Globalization;
using System.Text.Json.Nodes;

namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Looks at the pods all the time: how many there are, who was made, how containers have ended.</summary>
internal sealed class PodWatch(PatientKubectl kubectl, string pool, Journal journal)
{
    /// <summary>How late a number of workers may come to the operator, or a pod to the API server, while that stands still.</summary>
    private static readonly TimeSpan Lag = TimeSpan.FromMinutes(2);

    /// <summary>Ends of a process that was killed, was asked to end, or has done so.</summary>
    private static readonly int[] PlainEnds = [0, 137, 143];

    private readonly ConcurrentDictionary<string, SeenPod> _all = new();
    private readonly ConcurrentDictionary<string, string> _ends = new();
    private readonly Queue<(string Pod, string Container, string End)> _strange = [];

    /// <summary>Workers that were there at the last look.</summary>
    public IReadOnlyList<SeenPod> Current { get; private set; } = [];

    /// <summary>All workers that were ever seen.</summary>
    public IReadOnlyCollection<SeenPod> All => [.. _all.Values];

    /// <summary>How containers have ended, by their ids.</summary>
    public IReadOnlyCollection<string> Ends => [.. _ends.Values];

    /// <summary>Looks until it is told to stop.</summary>
    /// <param name="most">The most workers that were wanted since a moment.</param>
    /// <param name="stop">Ends it.</param>
    public async Task RunAsync(Func<DateTimeOffset, int> most, CancellationToken stop)
    {
        do
        {
            if (await kubectl.TryAsync("get", "pods", "-o", "json") is { } answer) Look(JsonNode.Parse(answer)!["items"]!.AsArray(), most);
            while (_strange.TryDequeue(out (string Pod, string Container, string End) end))
            {
                string? log = await kubectl.TryAsync("logs", end.Pod, "-c", end.Container, "--previous", "--tail=20");
                journal.Add(JournalKind.Violation, $"{end.End}\n{log}");
            }
        }
        while (await Pauses.OfAsync(Random.Shared, 1, 2, stop));
    }

    private void Look(JsonArray pods, Func<DateTimeOffset, int> most)
    {
        foreach (JsonNode? pod in pods) CheckEnds(pod!);
        SeenPod[] workers = [.. pods.Select(pod => pod!).Where(IsWorker).Select(Read)];
        SeenPod[] made = [.. workers.Where(worker => !_all.ContainsKey(worker.Uid))];
        foreach (SeenPod worker in workers) _all[worker.Uid] = worker;
        Current = workers;
        if (made.Length == 0) return;
        int staying = workers.Count(worker => worker.StaysIn), wanted = most(made.Min(pod => pod.Created) - Lag);
        if (staying <= wanted) return;
        string names = string.Join(", ", made.Select(pod => pod.Name));
        journal.Add(JournalKind.Violation, $"{staying} workers stay where at most {wanted} are wanted, since there is {names}");
    }

    private bool IsWorker(JsonNode pod) => (string?)pod["metadata"]!["labels"]?["lotusseal.io/pool"] == pool;

    private static SeenPod Read(JsonNode pod)
    {
        JsonNode metadata = pod["metadata"]!;
        bool goes = metadata["deletionTimestamp"] is not null || metadata["annotations"]?["lotusseal.io/drain-reason"] is not null;
        return new SeenPod(metadata["name"]!.GetValue<string>(), metadata["uid"]!.GetValue<string>(),
            DateTimeOffset.Parse(metadata["creationTimestamp"]!.GetValue<string>(), CultureInfo.InvariantCulture),
            pod["status"]?["podIP"]?.GetValue<string>(), !goes);
    }

    private void CheckEnds(JsonNode pod)
    {
        string name = pod["metadata"]!["name"]!.GetValue<string>();
        if (pod["status"]?["phase"]?.GetValue<string>() == "Failed")
            _ends.TryAdd(pod["metadata"]!["uid"]!.GetValue<string>(), $"{name} is Failed: {pod["status"]!["reason"]} {pod["status"]!["message"]}");
        foreach (JsonNode? container in pod["status"]?["containerStatuses"]?.AsArray() ?? [])
        {
            foreach (string state in new[] { "state", "lastState" })
            {
                if (container![state]?["terminated"] is not { } end || end["containerID"] is not { } id) continue;
                int code = end["exitCode"]!.GetValue<int>();
                string reason = end["reason"]?.GetValue<string>() ?? "";
                if (!_ends.TryAdd(id.GetValue<string>(), $"{container["name"]} {code} {reason}")) continue;
                string of = container["name"]!.GetValue<string>();
                if (!PlainEnds.Contains(code) || reason == "OOMKilled")
                    _strange.Enqueue((name, of, $"{of} in {name} ended with code {code} {reason}: {end["message"]}"));
            }
        }
    }
}
