using System.Diagnostics;
using System.Text.RegularExpressions;

namespace LotusSeal.Benchmarks.Start;

/// <summary>A program whose output is read line by line as it comes. Disposing kills it.</summary>
internal sealed class LoggedProcess : IDisposable
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);
    private readonly Process _process;
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private readonly List<(double Seconds, string Text)> _lines = [];
    private readonly Lock _gate = new();
    private bool _ended;
    private TaskCompletionSource _changed = new(TaskCreationOptions.RunContinuationsAsynchronously);

    public LoggedProcess(string program, IEnumerable<string> arguments, IReadOnlyDictionary<string, string> environment)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        foreach ((string name, string value) in environment) start.Environment[name] = value;
        _process = new Process { StartInfo = start };
        _process.OutputDataReceived += (_, line) => Append(line.Data);
        _process.ErrorDataReceived += (_, line) => Append(line.Data);
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    public int Id => _process.Id;

    /// <summary>Waits for the n-th line in which the pattern occurs.</summary>
    /// <returns>What was found, and the seconds from the start of the process to it.</returns>
    public async Task<(double Seconds, Match Match)> FindAsync(Regex pattern, int number)
    {
        using CancellationTokenSource limit = new(Limit);
        while (true)
        {
            Task changed;
            lock (_gate)
            {
                changed = _changed.Task;
                foreach ((double seconds, string text) in _lines.Where(line => pattern.IsMatch(line.Text)).Skip(number - 1))
                    return (seconds, pattern.Match(text));
                if (_ended) throw new InvalidOperationException($"{_process.StartInfo.FileName} ended:\n{Output()}");
            }

            await changed.WaitAsync(limit.Token);
        }
    }

    public void Dispose()
    {
        if (!_process.HasExited) _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Output() => string.Join('\n', _lines.Select(line => line.Text));

    private void Append(string? text)
    {
        lock (_gate)
        {
            if (text is null) _ended = true;
            else _lines.Add((_watch.Elapsed.TotalSeconds, text));
            _changed.SetResult();
            _changed = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }
}
