using LotusSeal.Hosting;
using LotusSeal.Operator.Host.Commands;

using StopSignals signals = new();
return await OperatorCommandLine.RunAsync(args, Console.Out, Console.Error, signals.Token);
