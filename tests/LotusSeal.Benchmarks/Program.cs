using System.CommandLine;
using BenchmarkDotNet.Running;
using LotusSeal.Benchmarks.Comparison;
using LotusSeal.Benchmarks.Cores;
using LotusSeal.Benchmarks.Start;
using LotusSeal.Benchmarks.Synthesis;

// `compare` sets ours against the reference, `start` times the start of workers, `synthesis` circuits, `cores` labels beside other work; anything
// else goes to BenchmarkDotNet (for instance --filter *Poseidon*).
if (args is not ["compare" or "start" or "synthesis" or "cores", ..])
{
    BenchmarkSwitcher.FromAssembly(typeof(CompareCommand).Assembly).Run(args);
    return 0;
}

RootCommand commands = new("Benchmarks of LotusSeal")
{
    CompareCommand.Create(), StartCommand.Create(), SynthesisCommand.Create(), CoresCommand.Create(),
};
return await commands.Parse(args).InvokeAsync();
