using System.Diagnostics;
using LotusSeal.Benchmarks.Start;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>Runs commands of our worker, each in a process of its own.</summary>
/// <param name="program">The worker.</param>
internal sealed class WorkerCommands(string program)
{
    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(100);

    /// <summary>Runs a command to its end.</summary>
    /// <exception cref="InvalidOperationException">It failed.</exception>
    public async Task<CommandResult> RunAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        long began = Stopwatch.GetTimestamp();
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        Task end = process.WaitForExitAsync();
        long peak = 0;
        do peak = Math.Max(peak, ProcessProbe.PeakBytes(process.Id));
        while (await Task.WhenAny(end, Task.Delay(Look)) != end);
        double seconds = Stopwatch.GetElapsedTime(began).TotalSeconds;
        if (process.ExitCode != 0) throw new InvalidOperationException($"{program} {string.Join(' ', arguments)}: {await error}");
        return new CommandResult(await output, seconds, peak);
    }
}

/// <summary>What a command printed and cost.</summary>
/// <param name="Output">Standard output.</param>
/// <param name="Seconds">From its start to its end.</param>
/// <param name="PeakBytes">Most resident memory.</param>
internal sealed record CommandResult(string Output, double Seconds, long PeakBytes);
