using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using LotusSeal.Testing.Processes;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Another process that holds the lock of a parameter folder.</summary>
internal sealed class FetchLockChild : IDisposable
{
    private const string Role = "fetch-lock";

    private readonly Process _process;

    private FetchLockChild(Process process) => _process = process;

    /// <summary>Starts the process and returns when it has the lock.</summary>
    public static async Task<FetchLockChild> StartAsync(string folder, CancellationToken cancellationToken)
    {
        FetchLockChild child = new(ChildProcess.Start(Role, folder));
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
    [SuppressMessage("Usage", "CA2255", Justification = "The test executable doubles as the child process.")]
    internal static void RunInsteadOfTests() => ChildProcess.PlayIfStartedAs(Role, Run);

    private static int Run(string folder)
    {
        using FetchLock? taken = FetchLock.TryTake(folder);
        Console.WriteLine(taken is null ? "held" : "locked");
        _ = Console.In.ReadToEnd();
        return 0;
    }
}
