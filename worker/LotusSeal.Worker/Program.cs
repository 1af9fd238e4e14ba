using System.Runtime.InteropServices;
using LotusSeal.Worker.Commands;

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
using PosixSignalRegistration hangUp = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
return await WorkerCommandLine.RunAsync(args, CommandContext.OfProcess(), stop.Token);

void Stop(PosixSignalContext signal)
{
    // The first signal asks for an orderly end; a second one ends the process at once.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
