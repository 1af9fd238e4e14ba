using LotusSeal.Hosting;
using LotusSeal.Worker.Commands;

using StopSignals signals = new();
return await WorkerCommandLine.RunAsync(args, CommandContext.OfProcess(), signals.Token);
