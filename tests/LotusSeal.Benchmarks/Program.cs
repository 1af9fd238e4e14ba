using System.CommandLine;
using BenchmarkDotNet.Running;
using LotusSeal.Benchmarks.Comparison;
using LotusSeal.Benchmarks.Start;

// `compare` sets ours against the reference, `start` times the start of workers; anything else goes to BenchmarkDotNet (for instance --filter
// *Poseidon*).
if (args is not ["compare" or "start", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(CompareCommand).Assembly).Run(args);
    return 0;
}

return await new RootCommand("Benchmarks of LotusSeal") { CompareCommand.Create(), StartCommand.Create() }.Parse(args).InvokeAsync();
