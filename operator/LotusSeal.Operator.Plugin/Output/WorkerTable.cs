using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Plugin.Output;

/// <summary>Workers with their tasks and drains: a table where it fits, else a paragraph for each.</summary>
internal sealed class WorkerTable(DateTimeOffset now, int? width, AnsiPainter paint)
{
    private readonly AnsiPainter _paint = paint;

    /// <summary>The lines.</summary>
    public IEnumerable<string> Lines(IReadOnlyList<WorkerEntry> workers)
    {
        Table table = new("WORKER", "PHASE", "NODE", "TAKES", "TASK", "SECTOR", "STATE", "SINCE", "ENDS");
        foreach (WorkerEntry worker in workers) Add(table, worker);
        return width is { } columns && table.Width > columns ? workers.SelectMany(Paragraph) : table.Lines(width, _paint);
    }

    /// <summary>How a drain stands, in one line.</summary>
    public static string Drain(DrainEntry drain, DateTimeOffset now)
    {
        string end = Ages.Ending(drain.ExpectedEnd, now) is { Length: > 0 } ending ? $"; {ending}" : "";
        return $"drain ({drain.Reason}, {Ages.Since(drain.Since, now)}) {drain.Stage}: {drain.Message}{end}";
    }

    private void Add(Table table, WorkerEntry worker)
    {
        string[] first = [worker.Name, worker.Phase, worker.Node ?? "-", string.Join(',', worker.Tasks ?? [])];
        IList<JobEntry> jobs = worker.Jobs ?? [];
        for (int row = 0; row < Math.Max(1, jobs.Count); row++)
        {
            string[] left = row == 0 ? first : ["", "", "", ""];
            string[] right = row < jobs.Count
                ? [jobs[row].Task, jobs[row].Sector, jobs[row].State, Ages.Since(jobs[row].Since, now), Ages.Until(jobs[row].ExpectedEnd, now)]
                : ["", "", "", "", ""];
            table.Add(Color(worker.Phase), [.. left, .. right]);
        }

        foreach (string text in Texts(worker)) table.AddText(text);
    }

    private IEnumerable<string> Paragraph(WorkerEntry worker)
    {
        string node = worker.Node is null ? "" : $" on {worker.Node}";
        string name = PlainText.Line(worker.Name), phase = PlainText.Line(worker.Phase);
        string[] lines = [.. Cells.Wrap(PlainText.Line($"{name} {phase}{node}"), width)];
        yield return lines[0].Replace($" {phase}", $" {_paint.Paint(Color(worker.Phase), phase)}", StringComparison.Ordinal);
        IEnumerable<string> rest = [.. (worker.Jobs ?? []).Select(Job), .. Texts(worker)];
        if (worker.Tasks is { Count: > 0 } tasks) rest = rest.Prepend($"takes {string.Join(", ", tasks)}");
        foreach (string line in lines[1..].Concat(rest.SelectMany(text => Cells.Wrap(PlainText.Line(text), width - 2)))) yield return $"  {line}";
    }

    private string Job(JobEntry job)
    {
        string since = Ages.Since(job.Since, now), ending = Ages.Ending(job.ExpectedEnd, now);
        return $"{job.Task} of {job.Sector} {job.State}{(since.Length > 0 ? $" {since}" : "")}{(ending.Length > 0 ? $", {ending}" : "")}";
    }

    private IEnumerable<string> Texts(WorkerEntry worker)
    {
        int more = worker.Running - (worker.Jobs?.Count ?? 0);
        if (more > 0) yield return $"and {Counts.Of(more, "more task")}";
        if (worker.Drain is { } drain) yield return Drain(drain, now);
        if (!string.IsNullOrEmpty(worker.Message)) yield return worker.Message;
    }

    private static AnsiColor Color(string phase) => phase switch
    {
        WorkerPhase.Registered or WorkerPhase.Busy => AnsiColor.Green,
        WorkerPhase.Failed or WorkerPhase.Lost or WorkerPhase.Disabled => AnsiColor.Red,
        _ => AnsiColor.Yellow,
    };
}
