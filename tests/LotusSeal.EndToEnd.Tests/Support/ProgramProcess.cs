using System.Diagnostics;

namespace LotusSeal.EndToEnd.Tests.Support;

/// <summary>How a command ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);

/// <summary>A built program as a process of its own, which can be killed and started again; its output goes to one file over all its lives.</summary>
/// <param name="program">The program's file, by default beside the tests.</param>
/// <param name="logFile">Receives its output.</param>
public abstract class ProgramProcess(string program, string logFile) : IAsyncDisposable
{
    private static readonly TimeSpan CommandLimit = TimeSpan.FromSeconds(60);
    private readonly string _program = Path.Combine(AppContext.BaseDirectory, program);
    private Process? _process;

    public bool HasExited => _process?.HasExited ?? true;

    /// <summary>Everything that the program has printed, over all its lives.</summary>
    public string Log
    {
        get
        {
            if (!File.Exists(logFile)) return "";
            using FileStream file = new(logFile, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using StreamReader reader = new(file);
            return reader.ReadToEnd();
        }
    }

    /// <summary>How many lines of the log contain a text.</summary>
    public int CountInLog(string text) => Log.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the log has a text.</summary>
    public Task WaitForLogAsync(string text, TimeSpan? atMost = null) =>
        Patience.UntilAsync($"'{text}' in the log", () => CountInLog(text) > 0, atMost ?? Patience.Short, () => Log);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Short);
        _process.Dispose();
        _process = null;
    }

    /// <summary>Waits for the program to end by itself; the result is its exit code.</summary>
    public async Task<int> WaitForExitAsync(TimeSpan atMost)
    {
        Process process = _process ?? throw new InvalidOperationException("The program does not run.");
        await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(atMost);
        return process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        await KillAsync();
    }

    /// <summary>Runs the program a second time, to its end.</summary>
    public async Task<CommandResult> CommandAsync(params string[] arguments)
    {
        ProcessStartInfo start = new(_program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        SetEnvironment(start.Environment);
        using Process process = Process.Start(start)!;
        try
        {
            Task<string> output = process.StandardOutput.ReadToEndAsync(TestContext.Current.CancellationToken);
            Task<string> error = process.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(CommandLimit);
            return new CommandResult(process.ExitCode, await output, await error);
        }
        finally
        {
            if (!process.HasExited) process.Kill();
        }
    }

    /// <summary>As <see cref="CommandAsync"/>, and fails unless the exit code is 0; the result is the standard output.</summary>
    public async Task<string> SucceedAsync(params string[] arguments)
    {
        CommandResult result = await CommandAsync(arguments);
        Assert.True(result.ExitCode == 0, $"{string.Join(' ', arguments)}: exit code {result.ExitCode}: {result.Error}{result.Output}");
        return result.Output;
    }

    protected void Start(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec '{_program}' \"$@\" >>'{logFile}' 2>&1", "sh", .. arguments]);
        SetEnvironment(start.Environment);
        _process?.Dispose();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{_program} did not start.");
    }

    protected abstract void SetEnvironment(IDictionary<string, string?> variables);
}
