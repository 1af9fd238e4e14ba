using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using System.Text;

namespace LotusSeal.Protocol.Tests.Players;

/// <summary>The worker under test: the built program, run with a repository of its own. Ended by its process id.</summary>
internal sealed partial class WorkerProcess : IAsyncDisposable
{
    private readonly StringBuilder _output = new();
    private readonly Process _process;

    private WorkerProcess(Process process, string repository, string address)
    {
        _process = process;
        Repository = repository;
        Address = address;
    }

    /// <summary>The repository folder, which is also its first storage path.</summary>
    public string Repository { get; }

    /// <summary>Host and port.</summary>
    public string Address { get; }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>What the program wrote up to now.</summary>
    public string Output
    {
        get { lock (_output) return _output.ToString(); }
    }

    /// <summary>A loopback address that is free now; a worker announces its port, so it must be known before it starts.</summary>
    public static string FreeAddress()
    {
        using TcpListener listener = new(IPAddress.Loopback, 0);
        listener.Start();
        return listener.LocalEndpoint.ToString()!;
    }

    public static WorkerProcess Start(string repository, string address, string minerAddress, string token, params string[] flags)
    {
        // The managed build beside the tests, unless somebody wants another one judged: what make built, for instance.
        string program = Path.Combine(AppContext.BaseDirectory, Environment.GetEnvironmentVariable("LOTUSSEAL_WORKER") ?? "lotus-seal-worker");
        ProcessStartInfo start = new(program) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false };
        foreach (string argument in (string[])["run", "--listen", address, "--name", "vm", .. flags]) start.ArgumentList.Add(argument);
        foreach (string name in start.Environment.Keys.Where(IsWorkerVariable).ToList()) start.Environment.Remove(name);
        int port = IPEndPoint.Parse(minerAddress).Port;
        start.Environment["LOTUS_WORKER_PATH"] = repository;
        start.Environment["MINER_API_INFO"] = $"{token}:/ip4/127.0.0.1/tcp/{port}/http";
        WorkerProcess worker = new(new Process { StartInfo = start }, repository, address);
        worker._process.OutputDataReceived += (_, line) => worker.Append(line.Data);
        worker._process.ErrorDataReceived += (_, line) => worker.Append(line.Data);
        worker._process.Start();
        worker._process.BeginOutputReadLine();
        worker._process.BeginErrorReadLine();
        return worker;
    }

    /// <summary>SIGKILL, as a crash.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await _process.WaitForExitAsync();
    }

    /// <summary>SIGTERM; returns the exit code.</summary>
    /// <exception cref="PlayException">The process did not end in time.</exception>
    public async Task<int> TerminateAsync(TimeSpan deadline)
    {
        const int SigTerm = 15;
        if (Kill(_process.Id, SigTerm) != 0) throw new PlayException($"SIGTERM could not be sent, error {Marshal.GetLastPInvokeError()}");
        return await WaitForExitAsync(deadline);
    }

    /// <summary>Waits until the process ends by itself; returns the exit code.</summary>
    /// <exception cref="PlayException">The process did not end in time.</exception>
    public async Task<int> WaitForExitAsync(TimeSpan deadline)
    {
        using CancellationTokenSource limit = new(deadline);
        try
        {
            await _process.WaitForExitAsync(limit.Token);
        }
        catch (OperationCanceledException)
        {
            throw new PlayException($"the worker did not end within {deadline.TotalSeconds} s; its output:\n{Output}");
        }

        return _process.ExitCode;
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited) await KillAsync();
        _process.Dispose();
    }

    private static bool IsWorkerVariable(string name) =>
        name.StartsWith("LOTUS", StringComparison.Ordinal) || name.StartsWith("WORKER_", StringComparison.Ordinal)
            || name.StartsWith("MINER_", StringComparison.Ordinal);

    private void Append(string? line)
    {
        if (line is null) return;
        lock (_output) _output.AppendLine(line);
    }

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int Kill(int processId, int signal);
}
