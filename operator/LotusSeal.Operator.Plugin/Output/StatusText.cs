using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Output;

/// <summary>A pool for people: one line, its conditions, and its workers with their tasks.</summary>
/// <param name="now">What ages are measured from.</param>
/// <param name="width">Columns of the terminal; null for lines of any length.</param>
/// <param name="paint">Paints, or does not.</param>
/// <param name="others">Whether workers of the miner that are none of the pool's are shown too.</param>
internal sealed class StatusText(DateTimeOffset now, int? width, AnsiPainter paint, bool others)
{
    private readonly AnsiPainter _paint = paint;

    /// <summary>The lines.</summary>
    public IEnumerable<string> Lines(V1Alpha1SealWorker pool)
    {
        foreach (string line in Wrapped(Headline(pool), 0)) yield return line;
        foreach (string line in Marks(pool).SelectMany(mark => Wrapped(mark, 2))) yield return line;
        if (pool.Status is not { } status)
        {
            foreach (string line in Wrapped("no status yet: the operator has not looked at it; does it run, and in this namespace too?", 2))
                yield return line;
            yield break;
        }

        foreach (PoolCondition condition in ConditionView.Notable(status))
        {
            foreach (string line in ConditionLines(condition)) yield return line;
        }

        WorkerEntry[] shown =
            [.. (status.Workers ?? []).Where(worker => worker.Managed || others).OrderBy(worker => worker.Name, WorkerOrder.Instance)];
        if (shown.Length > 0)
        {
            yield return "";
            foreach (string line in new WorkerTable(now, width, _paint).Lines(shown)) yield return line;
        }

        foreach (string line in Rest(status).SelectMany(rest => Wrapped(rest, 2))) yield return line;
    }

    private static string Headline(V1Alpha1SealWorker pool)
    {
        SealWorkerStatus status = pool.Status ?? new SealWorkerStatus();
        List<string> parts = [Invariant($"{status.ReadyReplicas}/{pool.Spec.Replicas} ready"), Invariant($"{status.BusyReplicas} busy")];
        if (status.DrainingReplicas > 0) parts.Add(Invariant($"{status.DrainingReplicas} draining"));
        if (status.FailedReplicas > 0) parts.Add(Invariant($"{status.FailedReplicas} failed"));
        if (status.UpdatedReplicas < status.Replicas) parts.Add(Invariant($"{status.UpdatedReplicas} up to date"));
        string tasks = $"{Counts.Of(status.RunningTasks, "task")}, {Invariant($"{status.QueuedTasks} queued")}";
        string miner = status.Miner is { } known ? $"miner {known.Actor} ({known.SectorSize}, {known.Version})" : "miner not known yet";
        return $"{pool.Metadata.NamespaceProperty}/{pool.Metadata.Name}: {string.Join(", ", parts)}; {tasks}; {miner}";
    }

    private IEnumerable<string> Marks(V1Alpha1SealWorker pool)
    {
        if (pool.Metadata.DeletionTimestamp is { } deleted)
            yield return $"deleted {Ages.Text(now - deleted)} ago: its workers end their work first";
        if (PoolMarks.Says(pool, PoolAnnotations.Paused)) yield return "paused: the operator does nothing for it";
        if (pool.Spec.Suspend) yield return "suspended: its workers go when their work has ended";
        if (pool.Status is { } status && status.ObservedGeneration < pool.Metadata.Generation)
            yield return "the operator has not looked at it since it was last changed";
    }

    private IEnumerable<string> ConditionLines(PoolCondition condition)
    {
        bool good = ConditionView.IsGood(condition);
        bool waits = condition.Status == "Unknown" || condition.Type == "Progressing";
        AnsiColor color = good ? AnsiColor.Green : waits ? AnsiColor.Yellow : AnsiColor.Red;
        string label = Cells.Pad(PlainText.Line(condition.Type), 16), reason = PlainText.Line(condition.Reason);
        string[] lines = [.. Cells.Wrap(PlainText.Line($"{label}  {reason}: {condition.Message}"), width - 4)];
        // The first line only: a code that is broken over two lines would colour the rest.
        yield return "  " + lines[0].Replace($"  {reason}", $"  {_paint.Paint(color, reason)}", StringComparison.Ordinal);
        foreach (string line in lines[1..]) yield return $"    {line}";
    }

    private IEnumerable<string> Rest(SealWorkerStatus status)
    {
        int foreign = (status.Workers ?? []).Count(worker => !worker.Managed);
        if (status.WorkersOmitted is > 0 and { } omitted) yield return $"and {Counts.Of(omitted, "more worker")}, for which the status has no room";
        if (foreign > 0 && !others) yield return $"{Counts.Of(foreign, "worker")} of this miner not of this pool: --others shows them";
    }

    private IEnumerable<string> Wrapped(string text, int indent) =>
        Cells.Wrap(PlainText.Line(text), width - indent).Select(line => new string(' ', indent) + line);

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
