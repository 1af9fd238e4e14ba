using System.CommandLine;
using BenchmarkDotNet.Running;
using LotusSeal.Benchmarks.Comparison;

// `compare` sets ours against the reference; anything else goes to BenchmarkDotNet (for instance --filter *Poseidon*).
if (args is not ["compare", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(CompareCommand).Assembly).Run(args);
    return 0;
}

return await new RootCommand("Benchmarks of LotusSeal") { CompareCommand.Create() }.Parse(args).InvokeAsync();
