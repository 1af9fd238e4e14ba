using System.Globalization;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Explain;

/// <summary>Says of a pool, with its pods, what keeps it from work and what its workers wait for.</summary>
public sealed class PoolExplanation
{
    private const int NamesShown = 5;

    private readonly V1Alpha1SealWorker _pool;
    private readonly CommandHints _hints;
    private readonly PoolFindings _findings;

    /// <param name="pool">The pool.</param>
    /// <param name="pods">Its pods; null where they may not be seen.</param>
    /// <param name="hints">Commands to copy.</param>
    /// <param name="now">The present.</param>
    public PoolExplanation(V1Alpha1SealWorker pool, IReadOnlyList<V1Pod>? pods, CommandHints hints, DateTimeOffset now)
    {
        ArgumentNullException.ThrowIfNull(pool);
        (_pool, _hints, _findings) = (pool, hints, new PoolFindings(pool, hints, now));
        Dictionary<string, V1Pod> byName = (pods ?? []).ToDictionary(pod => pod.Metadata.Name);
        IEnumerable<string> names = (pool.Status?.Workers ?? []).Where(worker => worker.Managed).Select(worker => worker.Name)
            .Union(byName.Keys).Order(WorkerOrder.Instance);
        Workers = [.. names.Select(name => WorkerSight.Of(pool, name, byName.GetValueOrDefault(name)))];
    }

    /// <summary>Its workers: those that the status lists and those that have a pod.</summary>
    public IReadOnlyList<WorkerSight> Workers { get; }

    /// <summary>How many workers there are, in words.</summary>
    public string Summary => _findings.Summary();

    /// <summary>What is to be said, at least one thing; workers with the same reason are told together.</summary>
    public IReadOnlyList<Finding> Findings()
    {
        List<Finding> findings = [.. _findings.All()];
        findings.AddRange(Workers.Where(sight => sight.Entry?.Phase != WorkerPhase.Busy || sight.Pod is { IsTerminating: true })
            .Select(sight => (sight.Name, Text: Reason(sight)))
            .GroupBy(one => one.Text, one => one.Name).Select(group => Together([.. group], group.Key)));
        if (findings.Count == 0) findings.Add(new Finding("Nothing is wrong that the operator knows of."));
        return findings;
    }

    private Finding Together(string[] names, string text)
    {
        string who = string.Join(", ", names.Take(NamesShown))
            + (names.Length > NamesShown ? string.Create(CultureInfo.InvariantCulture, $" and {names.Length - NamesShown} more") : "");
        return new($"{who}: {text}", _hints.Seal(_pool.Metadata.NamespaceProperty, $"why {names[0]}"));
    }

    /// <summary>In one line, in which the name of the worker does not stand, so that many with the same one are told together.</summary>
    private static string Reason(WorkerSight sight)
    {
        if (sight.Entry is not { } entry) return "its pod is there, and not in the pool's status yet";
        string? text = sight.Pod?.Problem?.Message ?? (entry.Drain is { } drain ? $"{drain.Stage}: {drain.Message}" : entry.Message);
        if (sight.Pod is { IsDrainRequested: true, Drain: null }) text = "a drain was asked for and has not begun";
        return $"{entry.Phase}{(string.IsNullOrEmpty(text) ? "" : $", {text}")}";
    }
}
