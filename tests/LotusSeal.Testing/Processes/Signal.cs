using System.Diagnostics;
using System.Runtime.InteropServices;

namespace LotusSeal.Testing.Processes;

/// <summary>Signals to processes, which .NET can only receive.</summary>
public static partial class Signal
{
    /// <summary>SIGINT.</summary>
    public const int Interrupt = 2;

    /// <summary>SIGKILL.</summary>
    public const int Kill = 9;

    /// <summary>SIGSTOP: the process stands still until it is told to go on.</summary>
    public const int Stop = 19;

    /// <summary>SIGCONT.</summary>
    public const int Continue = 18;

    /// <summary>SIGTERM.</summary>
    public const int Terminate = 15;

    /// <summary>Sends a signal to a process that this one has started.</summary>
    /// <exception cref="InvalidOperationException">The system refused, or the process has ended.</exception>
    public static void Send(Process process, int signal)
    {
        if (!TrySend(process, signal))
            throw new InvalidOperationException($"Signal {signal} could not be sent to process {process.Id}: error {Marshal.GetLastPInvokeError()}.");
    }

    /// <summary>Sends a signal to a process that this one has started; false when it has ended.</summary>
    public static bool TrySend(Process process, int signal) => SendTo(process.Id, signal) == 0;

    /// <inheritdoc cref="TrySend(Process, int)"/>
    public static bool TrySend(int processId, int signal) => SendTo(processId, signal) == 0;

    [LibraryImport("libc", EntryPoint = "kill", SetLastError = true)]
    private static partial int SendTo(int processId, int signal);
}
