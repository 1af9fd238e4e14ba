using LotusSeal.Operator.Plugin;

using Interruption interruption = new();
return await PluginCommandLine.RunAsync(args, PluginContext.OfProcess(), interruption.Token);
