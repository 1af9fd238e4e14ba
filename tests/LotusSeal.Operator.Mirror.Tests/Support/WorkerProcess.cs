using System.Net;
using LotusSeal.Testing.Kubernetes;

namespace LotusSeal.Operator.Mirror.Tests.Support;

/// <summary>The built worker as a process that can be frozen, killed and started again.</summary>
internal sealed class WorkerProcess : IDisposable
{
    private readonly int _port = LoopbackPort.Free();
    private readonly TiedProcess _process;

    public WorkerProcess(TemporaryFolder folder)
    {
        string program = Path.Combine(AppContext.BaseDirectory, "lotus-seal-worker");
        _process = new TiedProcess("worker", "/usr/bin/env",
            ["LOTUSSEAL_TIME_SCALE=0.05", program, "--worker-repo", folder["worker"], "--miner-repo", folder["miner"], "run",
                "--listen", $"127.0.0.1:{_port}", "--name", "w0"],
            folder["worker.log"]);
    }

    /// <summary>As the operator knows it.</summary>
    public WorkerTarget Target => new("uid-0", "pool-0", new IPEndPoint(IPAddress.Loopback, _port));

    public string Log => _process.EndOfLog;

    /// <summary>Starts it and waits until its miner has it.</summary>
    public async Task StartAsync()
    {
        _process.Start();
        await Patience.UntilAsync("the worker is ready", () => HttpProbe.AnswersAsync(new Uri($"http://127.0.0.1:{_port}/readyz")), () => Log);
    }

    public void Freeze() => _process.Freeze();

    public void Thaw() => _process.Thaw();

    public void Kill() => _process.Kill();

    public void Dispose() => _process.Dispose();
}
