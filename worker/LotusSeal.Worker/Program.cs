using System.Diagnostics;
using System.Runtime.InteropServices;
using LotusSeal.Worker.Commands;

using CancellationTokenSource stop = new();
Stopwatch sinceFirst = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
return await WorkerCommandLine.RunAsync(args, CommandContext.OfProcess(), stop.Token);

void Stop(PosixSignalContext signal)
{
    // The first signal asks for an orderly end, a second one ends the process at once. Some parents send each signal twice
    // (to the process and to its group); that is still the first.
    signal.Cancel = !sinceFirst.IsRunning || sinceFirst.Elapsed < TimeSpan.FromSeconds(1);
    sinceFirst.Start();
    stop.Cancel();
}
