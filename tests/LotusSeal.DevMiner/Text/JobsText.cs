using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Text;

/// <summary>The text of <c>sealing jobs</c> (protocol spec 6.2).</summary>
public static class JobsText
{
    private const int RetDone = -3;
    private static readonly string[] Header = ["ID", "Sector", "Worker", "Hostname", "Task", "State", "Time"];

    /// <summary>The table.</summary>
    /// <param name="jobs">Jobs by worker UUID.</param>
    /// <param name="workers">Statistics by worker UUID, for host names.</param>
    /// <param name="now">Ages are counted back from here.</param>
    /// <param name="showReturned">Show jobs whose result was taken already.</param>
    public static string Format(IReadOnlyDictionary<string, WorkerJob[]> jobs, IReadOnlyDictionary<string, WorkerStats> workers, DateTimeOffset now,
        bool showReturned)
    {
        IEnumerable<(string Worker, WorkerJob Job)> rows = jobs
            .SelectMany(pair => pair.Value.Select(job => (Worker: pair.Key, Job: job)))
            .Where(row => showReturned || row.Job.RunWait != RetDone)
            .OrderBy(row => row.Job.RunWait).ThenBy(row => row.Job.Start).ThenBy(row => row.Job.Id.Id.ToString(), StringComparer.Ordinal);
        return TextTable.Format([Header, .. rows.Select(row => Row(row.Worker, row.Job, workers.GetValueOrDefault(row.Worker)?.Info.Hostname, now))]);
    }

    /// <summary>What <c>sealing abort</c> prints.</summary>
    public static string Aborting(WorkerJob job) => string.Create(CultureInfo.InvariantCulture,
        $"aborting job {job.Id}, task {TaskTypes.ShortName(job.Task)}, sector {job.Sector.Number}, running on host {job.Hostname}");

    /// <summary>The state word of a RunWait number.</summary>
    public static string State(int runWait) => runWait switch
    {
        > 1 => string.Create(CultureInfo.InvariantCulture, $"assigned({runWait - 1})"),
        1 => "prepared",
        0 => "running",
        -1 => "ret-wait",
        -2 => "returned",
        RetDone => "ret-done",
        _ => string.Create(CultureInfo.InvariantCulture, $"unknown({runWait})"),
    };

    private static string[] Row(string worker, WorkerJob job, string? workerHost, DateTimeOffset now) =>
    [
        job.Id.Id.ToString()[..8],
        job.Sector.Number.ToString(CultureInfo.InvariantCulture),
        worker[..8],
        workerHost ?? job.Hostname ?? "",
        TaskTypes.ShortName(job.Task),
        State(job.RunWait),
        Age(job.Start, now),
    ];

    private static string Age(DateTimeOffset start, DateTimeOffset now)
    {
        if (start == default) return "n/a";
        long step = TimeSpan.FromMilliseconds(100).Ticks;
        return DurationText.Format(new TimeSpan((now - start).Ticks / step * step));
    }
}
