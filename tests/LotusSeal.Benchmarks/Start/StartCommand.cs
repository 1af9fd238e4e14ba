using System.CommandLine;
using LotusSeal.Testing;

namespace LotusSeal.Benchmarks.Start;

/// <summary><c>start</c>: how soon a worker is registered, what it costs while idle, and whether its first task is slower than later ones.</summary>
internal static class StartCommand
{
    public static Command Create()
    {
        Option<string[]> workers = new("--worker")
        {
            Description = "A worker program; repeatable, they are run in turn. Default: what make built",
            AllowMultipleArgumentsPerToken = true,
        };
        Option<int> runs = new("--runs") { Description = "Lives of each worker; medians are printed", DefaultValueFactory = _ => 3 };
        Option<int> idle = new("--idle") { Description = "Seconds that the idle worker is watched, 0 for not", DefaultValueFactory = _ => 60 };
        Option<int> sectors = new("--sectors")
        {
            Description = "Sectors of 2 KiB that each life seals; 0 for a program without our log lines",
            DefaultValueFactory = _ => 4,
        };
        Command command = new("start", "Times the start of workers beside a development miner") { workers, runs, idle, sectors };
        command.SetAction(parsed => RunAsync(
            parsed.GetValue(workers) ?? [], parsed.GetValue(runs), TimeSpan.FromSeconds(parsed.GetValue(idle)), parsed.GetValue(sectors)));
        return command;
    }

    private static async Task<int> RunAsync(string[] workers, int runs, TimeSpan idle, int sectors)
    {
        string miner = Path.Combine(Repository.Root, ".build/devminer/lotus-seal-devminer");
        if (workers.Length == 0) workers = [Path.Combine(Repository.Root, "lotus-seal-worker")];
        foreach (string program in workers.Append(miner).Where(program => !File.Exists(program)))
            throw new FileNotFoundException($"{program} is missing; make lotus-seal-worker lotus-seal-devminer builds ours.");

        StartFigures[] all = [.. workers.Select(worker => new StartFigures(worker))];
        for (int run = 0; run < runs; run++)
        {
            foreach (StartFigures figures in all)
            {
                using StartScene scene = new(miner);
                await scene.MeasureAsync(figures, idle, sectors);
            }
        }

        Console.WriteLine($"| {string.Join(" | ", StartFigures.Headings)} |");
        Console.WriteLine($"|{string.Concat(StartFigures.Headings.Select(_ => " --- |"))}");
        foreach (StartFigures figures in all) Console.WriteLine($"| {string.Join(" | ", figures.Row())} |");
        return 0;
    }
}
