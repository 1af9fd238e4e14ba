using LotusSeal.Worker.Commands;
using LotusSeal.Worker.Hosting;

using StopSignals signals = new();
return await WorkerCommandLine.RunAsync(args, CommandContext.OfProcess(), signals.Token);
