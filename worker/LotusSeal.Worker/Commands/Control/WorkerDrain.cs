using System.Globalization;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>
/// Lets a worker finish: its tasks are switched off, then its jobs and the results that its miner has not taken are watched until none is left.
/// </summary>
/// <param name="context">Output and errors.</param>
/// <param name="info">Where the worker is.</param>
/// <param name="worker">Its API.</param>
/// <param name="limit">How long to wait; null for as long as it takes.</param>
internal sealed class WorkerDrain(CommandContext context, ApiInfo info, IWorkerApi worker, TimeSpan? limit)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>A call that the miner has given out may still be on its way when nothing seems to be left.</summary>
    private const int QuietLooks = 2;

    private readonly long _start = TimeProvider.System.GetTimestamp();

    /// <summary>The short names of the tasks that this command switched off.</summary>
    private readonly List<string> _switchedOff = [];

    /// <summary>What was there at the last look; null before the first.</summary>
    private JobList? _last;

    /// <summary>Drains; whatever ends it before says what state the worker is in.</summary>
    /// <returns>Whether the worker is quiet; false when this was interrupted.</returns>
    /// <exception cref="CommandException">The limit passed, and something is left.</exception>
    public async Task<bool> RunAsync(CancellationToken cancellationToken)
    {
        try
        {
            await SwitchOffAsync(cancellationToken);
            await WaitAsync(cancellationToken);
            await context.Output.WriteLineAsync("drained: nothing runs, and the miner has every result; stopping the worker");
            return true;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            await context.Error.WriteLineAsync($"interrupted: {WhatGoesOn()}");
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
            _last = await context.Connector.GetJobsAsync(info, cancellationToken);
            quiet = _last.Jobs.Count == 0 ? quiet + 1 : 0;
            if (quiet >= QuietLooks)
            {
                // The list has no task of the first generation, whose caller waits for the result itself.
                await worker.WaitQuietAsync(cancellationToken);
                return;
            }

            // A line for each change, not for each look.
            string state = string.Join("; ", _last.Jobs.Select(job => $"{Name(job)} {job.State} {job.Step}".TrimEnd()).Append(_last.MinerProblem));
            if (state != told && _last.Jobs.Count > 0) await context.Output.WriteLineAsync($"waiting for {WhatIsLeft(_last)}");
            told = state;
            await PauseAsync(cancellationToken);
        }
    }

    private async Task PauseAsync(CancellationToken cancellationToken)
    {
        TimeSpan left = limit is { } most ? most - TimeProvider.System.GetElapsedTime(_start) : TimeSpan.MaxValue;
        // With nothing left it is a matter of a second look.
        if (left <= TimeSpan.Zero && _last!.Jobs.Count > 0)
            throw new CommandException($"not drained within {DurationText.Format(limit!.Value)}, left is {WhatIsLeft(_last)}; {WhatGoesOn()}");
        await Task.Delay(left > TimeSpan.Zero && left < Interval ? left : Interval, cancellationToken);
    }

    private string WhatGoesOn()
    {
        string off = _switchedOff.Count == 0 ? "no task was switched off" : $"{string.Join(' ', _switchedOff)} stay off until it is restarted";
        string kept = _last?.Jobs.Any(IsResult) == true ? "; results stay on disk until the miner takes them, also over a stop" : "";
        return $"the worker runs on and finishes what it has; {off}. "
            + $"'tasks enable TASK' takes work again, 'drain' goes on, 'stop' stops it now{kept}";
    }

    private static string WhatIsLeft(JobList list)
    {
        List<string> left = [.. list.Jobs.Where(job => !IsResult(job)).Select(Describe)];
        string[] results = [.. list.Jobs.Where(IsResult).Select(Name)];
        if (results.Length > 0)
        {
            string miner = list.Miner is null ? "the miner" : $"the miner at {list.Miner}";
            string why = list.MinerProblem is null ? "" : $" ({list.MinerProblem})";
            left.Add($"{results.Length} result(s) that {miner} has not taken{why}: {string.Join(", ", results)}");
        }

        return string.Join("; ", left);
    }

    private static bool IsResult(JobReport job) => job.State == JobReport.UndeliveredState;

    private static string Describe(JobReport job)
    {
        string progress = job.Total > 0 ? string.Create(CultureInfo.InvariantCulture, $" {100.0 * job.Done / job.Total:F0} %") : "";
        return $"{Name(job)} ({$"{job.State} {job.Step}".TrimEnd()}{progress})";
    }

    private static string Name(JobReport job) => string.Create(CultureInfo.InvariantCulture, $"{job.ShortTask} {job.Miner}/{job.Sector}");
}
