using System.CommandLine;
using System.Globalization;
using System.Text.Json;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Text;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Observability;
using Spectre.Console;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>jobs</c>: what the worker does now, with progress, rate and remaining time.</summary>
internal static class JobsCommand
{
    private static readonly TimeSpan WatchInterval = TimeSpan.FromSeconds(2);
    private static readonly JobJsonContext Json =
        new(new JsonSerializerOptions { PropertyNamingPolicy = JsonNamingPolicy.SnakeCaseLower, WriteIndented = true });

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context, ApiLocator locator)
    {
        SwitchSetting json = new("--json", false, "print one JSON object");
        SwitchSetting watch = new("--watch", false, "print again every 2 s until interrupted");
        Command jobs = new("jobs", "list the worker's jobs with progress, rate and remaining time");
        jobs.Add(json.Option);
        jobs.Add(watch.Option);
        jobs.Add(CancelJobCommand.Create(context, locator));
        jobs.SetAction(async (result, cancellationToken) =>
        {
            bool asJson = json.Value(result, context), again = watch.Value(result, context);
            if (asJson && again) throw new UsageException("--watch: not together with --json.");
            ApiInfo worker = locator.Worker(result);
            do
            {
                JobList list = await context.Connector.GetJobsAsync(worker, cancellationToken);
                if (asJson) await context.Output.WriteLineAsync(JsonSerializer.Serialize(list, Json.JobList));
                else Print(context, list);
            }
            while (again && await WaitAsync(cancellationToken));
            return 0;
        });
        return jobs;
    }

    private static void Print(CommandContext context, JobList list)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings
        {
            Out = new AnsiConsoleOutput(context.Output),
            Ansi = context.ColorOutput ? AnsiSupport.Detect : AnsiSupport.No,
        });
        // A table for a file or a pipe must not be broken into lines of 80 characters.
        if (!context.ColorOutput) console.Profile.Width = 240;
        console.WriteLine($"{list.Worker}, session {list.Session}{(list.Enabled ? "" : " (disabled)")}: {list.Jobs.Count} jobs");
        if (list.Jobs.Count == 0) return;
        Table table = new Table().Border(context.ColorOutput ? TableBorder.Rounded : TableBorder.None)
            .AddColumns("ID", "Sector", "Task", "State", "Step", "Progress", "Rate", "Left", "Age");
        foreach (JobReport job in list.Jobs) table.AddRow([.. Cells(job).Select(cell => new Text(cell))]);
        console.Write(table);
    }

    private static string[] Cells(JobReport job)
    {
        string id = job.Call.Split('-', 3) is [_, _, { Length: >= 8 } uuid] ? uuid[..8] : job.Call;
        string progress = job.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $"{100.0 * job.Done / job.Total:F1} %") : "";
        string rate = job.RatePerSecond <= 0 ? "" : job.Unit == "bytes"
            ? $"{SizeText.Format((ulong)job.RatePerSecond)}/s"
            : string.Create(CultureInfo.InvariantCulture, $"{job.RatePerSecond:N0} {job.Unit}/s");
        string left = job.EtaSeconds is double seconds ? Duration(seconds) : "";
        return [id, WorkOf(job), job.ShortTask, job.State, job.Step, progress, rate,
            left, Duration(job.AgeSeconds)];
    }

    /// <summary>The sector, or the partition of a window proof.</summary>
    public static string WorkOf(JobReport job) => job.Partition is { } partition
        ? string.Create(CultureInfo.InvariantCulture, $"{job.Miner} partition {partition}")
        : string.Create(CultureInfo.InvariantCulture, $"{job.Miner}/{job.Sector}");

    private static string Duration(double seconds) =>
        DurationText.Format(TimeSpan.FromSeconds(Math.Round(Math.Clamp(seconds, 0, TimeSpan.MaxValue.TotalSeconds / 2))));

    private static async Task<bool> WaitAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Task.Delay(WatchInterval, cancellationToken);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }
}
