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

/// <summary><c>cores</c>: labels alone, beside a PreCommit2 on all threads, and beside it with a core of their own, in turn.</summary>
internal static class CoresCommand
{
    public static Command Create()
    {
        Option<string> cores = new("--label-cores") { Description = "As for a worker", Required = true };
        Option<bool> large = new("--large") { Description = "Labels of 512 MiB, whose parents no cache holds, instead of 8 MiB" };
        Option<int> runs = new("--runs") { Description = "Repetitions of each", DefaultValueFactory = _ => 3 };
        Command command = new("cores", "Times labels with and without a core of their own") { cores, large, runs };
        command.SetAction((parsed, _) => RunAsync(LabelCores.Read(parsed.GetValue(cores)!), parsed.GetValue(large), parsed.GetValue(runs)));
        return command;
    }

    private static async Task<int> RunAsync(LabelCoreChoice choice, bool large, int runs)
    {
        if (!NativeSealingBackend.TryCreate(out NativeSealingBackend? native, out string? reason))
        {
            Console.Error.WriteLine($"error: {reason}");
            return 1;
        }

        string work = Directory.CreateTempSubdirectory("lotusseal-cores-").FullName;
        try
        {
            TimedLabels labels = new(native.Labels!);
            SealingBackend timed = new(native.Name) { Graph = native.Graph, Hashes = native.Hashes, Labels = labels };
            LabelCores cores = new(choice, 0, NullLogger.Instance);
            Sector busy = await Sector.CreateAsync(RegisteredSealProof.StackedDrg8MiBV1_1,
                Directory.CreateDirectory(Path.Combine(work, "busy")).FullName, new SectorSealer(native, new SealingOptions()));
            Sector sector = await Sector.CreateAsync(
                large ? RegisteredSealProof.StackedDrg512MiBV1_1 : RegisteredSealProof.StackedDrg8MiBV1_1,
                Directory.CreateDirectory(Path.Combine(work, "labels")).FullName, new SectorSealer(timed, new SealingOptions()));
            for (int run = 0; run < runs; run++)
            {
                await TellAsync("alone", sector, labels, new SectorSealer(timed, new SealingOptions()), null);
                await TellAsync("beside PC2", sector, labels, new SectorSealer(timed, new SealingOptions()), busy);
                await TellAsync("own core", sector, labels, new SectorSealer(timed, new SealingOptions { LabelCores = cores }), busy);
            }
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }

        return 0;
    }

    private static async Task TellAsync(string name, Sector sector, TimedLabels labels, SectorSealer sealer, Sector? busy)
    {
        using CancellationTokenSource stop = new();
        Task<int> beside = busy is null ? Task.FromResult(0) : busy.RepeatPreCommit2Async(stop.Token);
        double hertz = CoreClock.MeasureHertz();
        await sector.PreCommit1Async(sealer);
        await stop.CancelAsync();
        int ended = await beside;
        (double wall, double running, double waiting) = labels.Take();
        string costs = $"{wall:F0} ns a node by the clock, {running:F0} on a processor, {waiting:F0} waiting for one";
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
