using System.Globalization;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>Lets a worker finish: its tasks are switched off, then its jobs are watched until none is left.</summary>
internal sealed class WorkerDrain(CommandContext context, ApiInfo info, IWorkerApi worker)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>A call that the miner has given out may still be on its way when nothing seems to be left.</summary>
    private const int QuietLooks = 2;

    /// <summary>The short names of the tasks that this command switched off.</summary>
    private readonly List<string> _switchedOff = [];

    /// <summary>Drains; an interruption says what state the worker is in.</summary>
    /// <returns>Whether the worker is quiet; false when this was interrupted.</returns>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SwitchOffAsync(cancellationToken);
            await WaitAsync(cancellationToken);
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            string off = _switchedOff.Count == 0 ? "no task was switched off" : $"{string.Join(' ', _switchedOff)} stay off until it is restarted";
            await context.Error.WriteLineAsync($"interrupted: the worker runs on and finishes what it has; {off}. "
                + "'tasks enable TASK' takes work again, 'drain' goes on, 'stop' stops it now");
            return false;
        }
    }

    private async Task SwitchOffAsync(CancellationToken cancellationToken)
    {
        Dictionary<string, EmptyObject> offered = await worker.TaskTypesAsync(cancellationToken) ?? [];
        foreach (string task in TaskCommands.Switchable.Where(offered.ContainsKey))
        {
            await worker.TaskDisableAsync(task, cancellationToken);
            _switchedOff.Add(TaskTypes.ShortName(task));
        }

        await context.Output.WriteLineAsync(_switchedOff.Count == 0
            ? "all tasks were off already"
            : $"switched off: {string.Join(' ', _switchedOff)}");
    }

    private async Task WaitAsync(CancellationToken cancellationToken)
    {
        string? told = null;
        for (int quiet = 0; ;)
        {
            JobList list = await context.Connector.GetJobsAsync(info, cancellationToken);
            quiet = list.Jobs.Count == 0 ? quiet + 1 : 0;
            if (quiet >= QuietLooks)
            {
                // The list has no task of the first generation, whose caller waits for the result itself.
                await worker.WaitQuietAsync(cancellationToken);
                return;
            }

            // A line for each change, not for each look.
            string state = string.Join("; ", list.Jobs.Select(job => $"{Name(job)} {job.State} {job.Step}".TrimEnd()));
            if (state != told && list.Jobs.Count > 0)
                await context.Output.WriteLineAsync($"waiting for {string.Join("; ", list.Jobs.Select(Describe))}");
            told = state;
            await Task.Delay(Interval, cancellationToken);
        }
    }

    private static string Describe(JobReport job)
    {
        if (job.State == JobReport.UndeliveredState) return $"{Name(job)} (done, the miner has not taken the result)";
        string progress = job.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $" {100.0 * job.Done / job.Total:F0} %") : "";
        return $"{Name(job)} ({$"{job.State} {job.Step}".TrimEnd()}{progress})";
    }

    private static string Name(JobReport job) => string.Create(CultureInfo.InvariantCulture, $"{job.ShortTask} {job.Miner}/{job.Sector}");
}
