using System.Diagnostics;
using System.Runtime.CompilerServices;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Another process that holds the lock of a parameter folder.</summary>
internal sealed class FetchLockChild : IDisposable
{
    private const string Variable = "LOTUSSEAL_TEST_FETCH_LOCK_CHILD";

    private readonly Process _process;

    private FetchLockChild(Process process) => _process = process;

    /// <summary>Starts the process and returns when it has the lock.</summary>
    public static async Task<FetchLockChild> StartAsync(string folder, CancellationToken cancellationToken)
    {
        ProcessStartInfo start = new(Environment.ProcessPath!) { RedirectStandardInput = true, RedirectStandardOutput = true, Environment = { [Variable] = folder } };
        FetchLockChild child = new(Process.Start(start)!);
        Assert.Equal("locked", await child._process.StandardOutput.ReadLineAsync(cancellationToken));
        return child;
    }

    /// <summary>The process gives the lock back and ends.</summary>
    public void Release()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
    }

    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public void Dispose()
    {
        if (!_process.HasExited) Kill();
        _process.Dispose();
    }

    [ModuleInitializer]
    [System.Diagnostics.CodeAnalysis.SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests()
    {
        if (Environment.GetEnvironmentVariable(Variable) is not { Length: > 0 } folder) return;
        using (FetchLock? taken = FetchLock.TryTake(folder))
        {
            Console.WriteLine(taken is null ? "held" : "locked");
            _ = Console.In.ReadToEnd();
        }

        Environment.Exit(0);
    }
}
