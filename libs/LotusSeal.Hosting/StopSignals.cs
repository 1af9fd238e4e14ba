using System.Runtime.InteropServices;
using LotusSeal.Primitives.Interop;

namespace LotusSeal.Hosting;

/// <summary>
/// SIGTERM, SIGINT and SIGHUP of this process, in one place: every handler of a signal is asked, and one that holds the process back holds it back
/// for all. The first signal asks for an orderly end, a later one ends the process at once, whatever the orderly end waits for: what must last is on
/// disk before it is answered, so that this is no worse than a kill.
/// </summary>
/// <remarks>
/// Nobody means SIGXFSZ for the process: the kernel sends it with a write beyond the limit of a file's length (<c>ulimit -f</c>), and the write fails
/// with an error that names the file once the signal is taken.
/// </remarks>
public sealed class StopSignals : IDisposable
{
    /// <summary>Some parents send each signal twice, to the process and to its group: what comes so soon is still the first.</summary>
    public static readonly TimeSpan Echo = TimeSpan.FromSeconds(1);

    private const int InitProcess = 1, FileTooLong = 25;
    private readonly Lock _gate = new();
    private readonly TimeProvider _time;
    private readonly CancellationTokenSource _stop = new();
    private readonly PosixSignalRegistration[] _registrations;
    private long? _first;

    /// <summary>Listens from now on.</summary>
    /// <param name="time">Clock of the first signal's echo.</param>
    public StopSignals(TimeProvider? time = null)
    {
        (_time, Token) = (time ?? TimeProvider.System, _stop.Token);
        _registrations = [.. Numbers.Keys.Select(signal => PosixSignalRegistration.Create(signal, Take))];
        if (OperatingSystem.IsLinux())
            _registrations = [.. _registrations, PosixSignalRegistration.Create((PosixSignal)FileTooLong, static context => context.Cancel = true)];
    }

    /// <summary>Cancelled by the first signal.</summary>
    public CancellationToken Token { get; }

    private static Dictionary<PosixSignal, int> Numbers { get; } = new()
    {
        [PosixSignal.SIGHUP] = 1,
        [PosixSignal.SIGINT] = 2,
        [PosixSignal.SIGTERM] = 15,
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (PosixSignalRegistration registration in _registrations) registration.Dispose();
        _stop.Dispose();
    }

    /// <summary>Notes a signal.</summary>
    /// <returns>Whether it is one that ends the process at once.</returns>
    internal bool IsFinal()
    {
        lock (_gate)
        {
            if (_first is { } first) return _time.GetElapsedTime(first) >= Echo;
            _first = _time.GetTimestamp();
            return false;
        }
    }

    private void Take(PosixSignalContext context)
    {
        bool isFinal = IsFinal();
        // Uncancelled, the signal does what it does to a process that has no handler: the parent sees which one it was.
        context.Cancel = !isFinal;
        if (!isFinal) _stop.Cancel();
        // The first process of a container is spared by the kernel.
        else if (Environment.ProcessId == InitProcess) Libc.Exit(128 + Numbers[context.Signal]);
    }
}
