using System.CommandLine;
using System.Globalization;
using System.Runtime.InteropServices;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Selection;
using LotusSeal.Testing;
using LotusSeal.Testing.Processes;
using Spectre.Console;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary><c>compare</c>: ours against the reference, and the label loop against its limit, with the machine's details.</summary>
internal static class CompareCommand
{
    public static Command Create()
    {
        Option<string[]> sizes = new("--size")
        {
            Description = "8MiB or 512MiB; repeatable",
            DefaultValueFactory = _ => ["8MiB", "512MiB"],
            AllowMultipleArgumentsPerToken = true
        };
        Option<int> runs = new("--runs") { Description = "Repetitions of each step; medians are printed", DefaultValueFactory = _ => 1 };
        Option<string> work = new("--work")
        {
            Description = "Scratch folder: 5 GiB for 512 MiB sectors",
            DefaultValueFactory = _ => Path.Combine(Path.GetTempPath(), "lotusseal-bench"),
        };
        Option<bool> proofs = new("--proofs") { Description = "Compare proofs of 2 KiB, too: minutes, and 2 GB of parameters" };
        Option<bool> processes = new("--processes") { Description = "Compare the short steps of 8 MiB, each in a process of its own, too" };
        Option<string> parameters = new("--parameters")
        {
            Description = "Folder of parameters of 2 KiB; what lacks is made",
            DefaultValueFactory = _ => Path.Combine(Repository.Root, ".build", "parameters"),
        };
        Command command = new("compare", "Times ours against the reference, in turn") { sizes, runs, work, processes, proofs, parameters };
        command.SetAction(parsed => RunAsync(parsed.GetValue(sizes)!, parsed.GetValue(runs), parsed.GetValue(work)!,
            parsed.GetValue(processes), parsed.GetValue(proofs) ? parsed.GetValue(parameters) : null));
        return command;
    }

    private static async Task<int> RunAsync(string[] sizes, int runs, string work, bool processes, string? parameters)
    {
        SealingBackend backend = NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason) ? native
            : new ManagedSealingBackend();
        if (reason is not null) Console.Error.WriteLine($"warning: {reason}; the managed backend is timed");
        DescribeMachine(backend);
        DescribeLabelLoop(backend);
        Directory.CreateDirectory(work);
        if (ReferenceProcess.Locate(out string? without) is not { } reference)
        {
            Console.WriteLine($"No ratios: {without}.");
            return 0;
        }

        SealComparison comparison = new(new BackendPool([backend]), reference, work);
        Table table = new Table().AddColumns("step", "ours s", "reference s", "ratio", "to reach", "runs");
        foreach (string size in sizes)
        {
            foreach (Measurements measured in await comparison.RunAsync(ProofOf(size), runs)) table.AddRow(measured.Row());
        }

        WorkerCommands worker = new(Path.Combine(Repository.Root, "lotus-seal-worker"));
        if (processes)
        {
            SampleSector sector = await comparison.PrepareAsync(RegisteredSealProof.StackedDrg8MiBV1_1);
            foreach (Measurements measured in await new FreshProcesses(worker, reference, work).RunAsync(sector, runs)) table.AddRow(measured.Row());
        }

        if (parameters is not null)
        {
            ProofComparison proofs = new(worker, reference, parameters, work);
            foreach (Measurements measured in await proofs.RunAsync(runs)) table.AddRow(measured.Row());
        }

        AnsiConsole.Write(table);
        Directory.Delete(work, recursive: true);
        return 0;
    }

    private static RegisteredSealProof ProofOf(string size) => size switch
    {
        "2KiB" => RegisteredSealProof.StackedDrg2KiBV1_1,
        "8MiB" => RegisteredSealProof.StackedDrg8MiBV1_1,
        "512MiB" => RegisteredSealProof.StackedDrg512MiBV1_1,
        _ => throw new ArgumentException($"--size {size}: known are 2KiB, 8MiB and 512MiB."),
    };

    private static void DescribeMachine(SealingBackend backend)
    {
        string model = File.Exists("/proc/cpuinfo")
            ? File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal))?.Split(':')[1]
                .Trim() ?? "unknown"
            : "unknown";
        Console.WriteLine($"processor  {model}, {Environment.ProcessorCount} cores, {RuntimeInformation.ProcessArchitecture}");
        Console.WriteLine($"memory     {GC.GetGCMemoryInfo().TotalAvailableMemoryBytes >> 30} GiB");
        Console.WriteLine($"system     {RuntimeInformation.OSDescription}, .NET {Environment.Version}");
        Console.WriteLine($"backend    {backend.Name}");
    }

    private static void DescribeLabelLoop(SealingBackend backend)
    {
        GraphSeeds graph = GraphSeedsOf(RegisteredSealProof.StackedDrg8MiBV1_1);
        double hertz = CoreClock.MeasureHertz();
        double one = LabelLoop.Seconds(backend, graph, 1, 9);
        double bytes = (double)graph.Nodes * LabelLoop.MessageBytes;
        double cyclesPerByte = one * hertz / bytes;
        CultureInfo culture = CultureInfo.InvariantCulture;
        Console.WriteLine(string.Create(culture, $"core clock {hertz / 1e9:F2} GHz (measured)"));
        Console.WriteLine(string.Create(culture, $"label loop {bytes / one / 1e9:F2} GB/s, {cyclesPerByte:F2} cycles/byte, {LabelLoop.LimitCyclesPerByte / cyclesPerByte:P0} of the chain's limit of {LabelLoop.LimitCyclesPerByte:F0} cycles/byte"));
        if (backend.Labels!.MaxChains < 2) return;
        for (int chains = 2; chains <= backend.Labels!.MaxChains; chains *= 2)
        {
            double several = LabelLoop.Seconds(backend, graph, chains, 9);
            Console.WriteLine(string.Create(culture, $"{chains} sectors at once on one core: {several / one:F2} of the time of one ({chains * bytes / several / 1e9:F2} GB/s)"));
        }
    }

    private static GraphSeeds GraphSeedsOf(RegisteredSealProof proof) => SectorGraph.SeedsOf(PoRepConfig.ForProof(proof));
}
