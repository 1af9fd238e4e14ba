using System.CommandLine;
using System.Globalization;
using LotusSeal.Benchmarks.Comparison;
using LotusSeal.Native;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Worker.Cores;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.Benchmarks.Cores;

/// <summary>
/// <c>cores</c>: labels a sector, or two in one loop, alone, beside a PreCommit2 on all threads, and beside it with a core of its own, in turn.
/// </summary>
internal static class CoresCommand
{
    public static Command Create()
    {
        Option<string> cores = new("--label-cores") { Description = "As for a worker", Required = true };
        Option<bool> large = new("--large") { Description = "Labels of 512 MiB, whose parents no cache holds, instead of 8 MiB" };
        Option<int> runs = new("--runs") { Description = "Repetitions of each", DefaultValueFactory = _ => 3 };
        Option<int> sectors = new("--sectors") { Description = "Sectors in the loop: 1 or 2", DefaultValueFactory = _ => 1 };
        Command command = new("cores", "Times labels with and without a core of their own") { cores, large, runs, sectors };
        command.SetAction((parsed, _) => RunAsync(LabelCores.Read(parsed.GetValue(cores)!), parsed.GetValue(large), parsed.GetValue(runs),
            parsed.GetValue(sectors)));
        return command;
    }

    private static async Task<int> RunAsync(LabelCoreChoice choice, bool large, int runs, int count)
    {
        if (!NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason))
        {
            Console.Error.WriteLine($"error: {reason}");
            return 1;
        }

        string work = Directory.CreateTempSubdirectory("lotusseal-cores-").FullName;
        try
        {
            TimedLabels labels = new(native.Labels!, count);
            SealingBackend timed = new(native.Name) { Graph = native.Graph, Hashes = native.Hashes, Labels = labels };
            LabelCores cores = new(choice, 0, NullLogger.Instance);
            Sector busy = await Sector.CreateAsync(RegisteredSealProof.StackedDrg8MiBV1_1,
                Directory.CreateDirectory(Path.Combine(work, "busy")).FullName, new SectorSealer(native, new SealingOptions()));
            RegisteredSealProof size = large ? RegisteredSealProof.StackedDrg512MiBV1_1 : RegisteredSealProof.StackedDrg8MiBV1_1;
            SealingOptions anywhere = new() { LabelLoops = 1 }, onCore = anywhere with { LabelCores = cores };
            List<Sector> sectors = [];
            for (int i = 0; i < count; i++)
            {
                string folder = Directory.CreateDirectory(Path.Combine(work, $"labels-{i}")).FullName;
                sectors.Add(await Sector.CreateAsync(size, folder, new SectorSealer(timed, anywhere)));
            }
            for (int run = 0; run < runs; run++)
            {
                await TellAsync("alone", sectors, labels, new SectorSealer(timed, anywhere), null);
                await TellAsync("beside PC2", sectors, labels, new SectorSealer(timed, anywhere), busy);
                await TellAsync("own core", sectors, labels, new SectorSealer(timed, onCore), busy);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static async Task TellAsync(string name, List<Sector> sectors, TimedLabels labels, SectorSealer sealer, Sector? busy)
    {
        using CancellationTokenSource stop = new();
        Task<int> beside = busy is null ? Task.FromResult(0) : busy.RepeatPreCommit2Async(stop.Token);
        double hertz = CoreClock.MeasureHertz();
        labels.Take();
        await Task.WhenAll(sectors.Select(sector => sector.PreCommit1Async(sealer)));
        await stop.CancelAsync();
        int ended = await beside;
        (double wall, double running, double waiting) = labels.Take();
        string costs = $"{wall:F0} ns a label by the clock, {running:F0} on a processor, {waiting:F0} waiting for one";
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name,-10}  {costs}; {hertz / 1e9:F2} GHz; {ended} PC2 meanwhile"));
    }

    /// <summary>A sector that is sealed again and again.</summary>
    private sealed class Sector(SampleSector sample, string folder, SectorSealer sealer)
    {
        private SectorPaths Paths => new(Path.Combine(folder, "cache"), Path.Combine(folder, "sealed"), sample.UnsealedFile);

        public static async Task<Sector> CreateAsync(RegisteredSealProof proof, string folder, SectorSealer sealer) =>
            new(await SampleSector.CreateAsync(proof, folder, sealer), folder, sealer);

        public async Task<PreCommit1Output> PreCommit1Async(SectorSealer with)
        {
            if (Directory.Exists(Paths.Cache)) Directory.Delete(Paths.Cache, recursive: true);
            sealer.ForgetLayers(Paths.Cache);
            return await with.PreCommit1Async(new StagedSector(sample.Identity, SampleSector.Ticket, Paths, [sample.Piece]), null,
                CancellationToken.None);
        }

        /// <summary>PreCommit2 on all threads, one after the other; how many ended.</summary>
        public async Task<int> RepeatPreCommit2Async(CancellationToken cancellationToken)
        {
            int done = 0;
            PreCommit1Output output = await PreCommit1Async(sealer);
            try
            {
                for (; ; done++) await sealer.PreCommit2Async(output, Paths, null, cancellationToken);
            }
            catch (OperationCanceledException)
            {
                return done;
            }
        }
    }
}
