using System.Diagnostics;
using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Resources;
using Spectre.Console;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Shows on standard error how far a step is, once it has run for two seconds: a bar on a terminal, else a line now and then.</summary>
internal sealed class StepProgress(CommandContext context)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2), LineInterval = TimeSpan.FromSeconds(10),
        DrawInterval = TimeSpan.FromMilliseconds(250);

    /// <summary>Refuses a step whose memory is not there now; what is returned is kept until its end.</summary>
    /// <exception cref="CommandException">What it needs, and what there is.</exception>
    public IDisposable Enter(string step, PhaseMemory need)
    {
        try
        {
            return context.Memory.Enter(step, need);
        }
        catch (MemoryShortException e)
        {
            throw new CommandException(e.Message, e);
        }
    }

    /// <summary>Runs a step on the thread pool and watches it.</summary>
    /// <returns>What the step returned and how many seconds it took.</returns>
    public async Task<(T Result, double Seconds)> WatchAsync<T>(string step, Func<IProgress<PhaseProgress>, Task<T>> work,
        CancellationToken cancellationToken)
    {
        Meter meter = new();
        Stopwatch watch = Stopwatch.StartNew();
        Task<T> running = Task.Run(() => work(meter), cancellationToken);
        if (await Task.WhenAny(running, Task.Delay(Patience, CancellationToken.None)) != running)
            await (context.ErrorIsTerminal ? DrawAsync(step, meter, running) : WriteLinesAsync(step, meter, running));
        T result = await running;
        return (result, Math.Round(watch.Elapsed.TotalSeconds, 3));
    }

    private async Task WriteLinesAsync(string step, Meter meter, Task running)
    {
        do
        {
            await context.Error.WriteLineAsync($"{step}: {meter.Describe()}");
        }
        while (await Task.WhenAny(running, Task.Delay(LineInterval, CancellationToken.None)) != running);
    }

    private async Task DrawAsync(string step, Meter meter, Task running)
    {
        IAnsiConsole console = AnsiConsole.Create(new AnsiConsoleSettings { Out = new AnsiConsoleOutput(context.Error) });
        await console.Progress().AutoClear(true).HideCompleted(true)
            .Columns(new TaskDescriptionColumn { Alignment = Justify.Left }, new ProgressBarColumn(), new PercentageColumn())
            .StartAsync(async display =>
            {
                ProgressTask bar = display.AddTask(step);
                do
                {
                    bar.Value = meter.Percent;
                    bar.Description = Markup.Escape($"{step}: {meter.Describe()}");
                }
                while (await Task.WhenAny(running, Task.Delay(DrawInterval, CancellationToken.None)) != running);
            });
    }

    private sealed class Meter : IProgress<PhaseProgress>
    {
        private readonly Lock _lock = new();
        private readonly Stopwatch _watch = new();
        private PhaseProgress? _last;
        private ulong _first;

        public double Percent
        {
            get
            {
                lock (_lock) return PercentOf(_last);
            }
        }

        public void Report(PhaseProgress value)
        {
            lock (_lock)
            {
                // A resumed step starts with what an earlier run did; the rate counts from there.
                if (_last is null)
                {
                    _first = value.Done;
                    _watch.Start();
                }

                _last = value;
            }
        }

        public string Describe()
        {
            lock (_lock)
            {
                if (_last is not PhaseProgress now) return "working";
                double rate = now.Done > _first ? (now.Done - _first) / _watch.Elapsed.TotalSeconds : 0;
                string speed = now.Unit == "bytes" ? $"{SizeText.Format((ulong)rate)}/s"
                    : string.Create(CultureInfo.InvariantCulture, $"{rate:N0} {now.Unit}/s");
                string left = rate > 0
                    ? $", {DurationText.Format(TimeSpan.FromSeconds(Math.Round((now.Total - Math.Min(now.Done, now.Total)) / rate)))} left" : "";
                return string.Create(CultureInfo.InvariantCulture, $"{now.Step}, {PercentOf(now):F1} %, {speed}{left}");
            }
        }

        private static double PercentOf(PhaseProgress? progress) =>
            progress is { Total: > 0 } p ? Math.Min(100, 100.0 * p.Done / p.Total) : 0;
    }
}
