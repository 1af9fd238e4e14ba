using System.Diagnostics;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Testing.Kubernetes;

/// <summary>A program that ends with this process, however that ends, and that can be stopped, killed and started again meanwhile.</summary>
/// <param name="name">For messages.</param>
/// <param name="program">Its file.</param>
/// <param name="arguments">Its arguments.</param>
/// <param name="logFile">Takes its output over all its lives.</param>
public sealed class TiedProcess(string name, string program, IReadOnlyList<string> arguments, string logFile) : IDisposable
{
    // The shell's input ends with this process, and then the shell ends the program.
    private const string Script = "\"$@\" >>\"$LOG\" 2>&1 </dev/null & echo $!; cat >/dev/null; kill -9 $! 2>/dev/null; wait";

    private Process? _shell;
    private int _id;

    /// <summary>The end of what it has printed.</summary>
    public string EndOfLog => File.Exists(logFile) ? string.Join('\n', File.ReadLines(logFile).TakeLast(15)) : "";

    /// <summary>Starts it.</summary>
    public void Start()
    {
        ProcessStartInfo start = new("/bin/sh", ["-c", Script, "sh", program, .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
        };
        start.Environment["LOG"] = logFile;
        _shell = Process.Start(start) ?? throw new InvalidOperationException($"{name} did not start");
        _id = int.Parse(_shell.StandardOutput.ReadLine()!);
    }

    /// <summary>SIGSTOP.</summary>
    public void Freeze() => Send(Signal.Stop);

    /// <summary>SIGCONT.</summary>
    public void Thaw() => Send(Signal.Continue);

    /// <summary>kill -9; waits until it is gone.</summary>
    public void Kill()
    {
        if (_shell is null) return;
        _shell.StandardInput.Close();
        _shell.WaitForExit();
        _shell.Dispose();
        _shell = null;
    }

    /// <inheritdoc/>
    public void Dispose() => Kill();

    private void Send(int signal)
    {
        if (_shell is null || !Signal.TrySend(_id, signal)) throw new InvalidOperationException($"{name} does not run\n{EndOfLog}");
    }
}
