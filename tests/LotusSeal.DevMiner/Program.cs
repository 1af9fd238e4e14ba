using System.Runtime.InteropServices;
using LotusSeal.DevMiner.Commands;

using CancellationTokenSource stop = new();
using PosixSignalRegistration interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
using PosixSignalRegistration terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
return await DevMinerCommandLine.RunAsync(args, Console.Out, Console.Error, stop.Token);

void Stop(PosixSignalContext signal)
{
    // A second signal ends the process at once.
    signal.Cancel = !stop.IsCancellationRequested;
    stop.Cancel();
}
