using System.Diagnostics;

namespace LotusSeal.Testing.Processes;

/// <summary>A built program as a process of its own, which can be killed and started again; its output goes to one file over all its lives.</summary>
/// <param name="program">The program's file, by default beside the tests.</param>
/// <param name="logFile">Takes standard output and standard error.</param>
public abstract class ProgramProcess(string program, string logFile) : IAsyncDisposable
{
    /// <summary>The managed build beside the tests, unless LOTUSSEAL_WORKER names another worker: what <c>make</c> built, for instance.</summary>
    protected static string WorkerToJudge { get; } = Environment.GetEnvironmentVariable("LOTUSSEAL_WORKER") ?? "lotus-seal-worker";

    private readonly string _program = Path.Combine(AppContext.BaseDirectory, program);
    private Process? _process;

    /// <summary>Whether the program is not running.</summary>
    public bool HasExited => _process?.HasExited ?? true;

    /// <summary>Bytes of memory that the program holds; 0 while it does not run.</summary>
    public long ResidentMemory
    {
        get
        {
            if (_process is not { HasExited: false } process) return 0;
            process.Refresh();
            return process.WorkingSet64;
        }
    }

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

    /// <summary>Bytes of the log: a measure of how far the program has got that no machine's speed changes.</summary>
    public long LogLength => File.Exists(logFile) ? new FileInfo(logFile).Length : 0;

    /// <summary>How many lines of the log contain a text.</summary>
    public int CountInLog(string text) => Log.Split('\n').Count(line => line.Contains(text, StringComparison.Ordinal));

    /// <summary>Waits until the log has a text.</summary>
    public Task WaitForLogAsync(string text, int times = 1) =>
        Patience.UntilAsync($"'{text}' in the log", () => CountInLog(text) >= times, () => Log);

    /// <summary>kill -9.</summary>
    public async Task KillAsync()
    {
        if (_process is null) return;
        _process.Kill();
        await _process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
        _process.Dispose();
        _process = null;
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze() => Signal.Send(Running(), Signal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Signal.Send(Running(), Signal.Continue);

    /// <summary>Sends SIGTERM and waits for the end; the result is the exit code.</summary>
    public Task<int> TerminateAsync()
    {
        Signal.Send(Running(), Signal.Terminate);
        return WaitForExitAsync();
    }

    /// <summary>Waits for the program to end by itself; the result is its exit code.</summary>
    /// <exception cref="TimeoutException">It does not end.</exception>
    public async Task<int> WaitForExitAsync()
    {
        Process process = Running();
        try
        {
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
        }
        catch (TimeoutException)
        {
            throw new TimeoutException($"{program} did not end within {Patience.Limit}; its output:\n{Log}");
        }

        return process.ExitCode;
    }

    /// <inheritdoc/>
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
            await process.WaitForExitAsync(TestContext.Current.CancellationToken).WaitAsync(Patience.Limit);
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

    /// <summary>Starts a life of the program; returns at once.</summary>
    protected void Start(IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", $"exec '{_program}' \"$@\" >>'{logFile}' 2>&1", "sh", .. arguments]);
        SetEnvironment(start.Environment);
        _process?.Dispose();
        _process = Process.Start(start) ?? throw new InvalidOperationException($"{_program} did not start.");
    }

    /// <summary>Sets the variables that the program is to see; without an override those of the tests.</summary>
    protected virtual void SetEnvironment(IDictionary<string, string?> variables)
    {
    }

    private Process Running() => _process ?? throw new InvalidOperationException($"{program} does not run.");
}

/// <summary>How a command ended.</summary>
public sealed record CommandResult(int ExitCode, string Output, string Error);
