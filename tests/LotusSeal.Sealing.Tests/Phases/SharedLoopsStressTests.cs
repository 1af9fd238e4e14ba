using System.Collections.Concurrent;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Phases;

/// <summary>
/// Sectors of one sealer that lie in each other's memory, and that are stopped within layers, fail, lose their folders and find their layers damaged,
/// at random, and begin again: in the end each has the layers of a sector alone, all memory is given back, once, and nobody touches it then, which
/// would end the process.
/// </summary>
public sealed class SharedLoopsStressTests
{
    private const int Tries = 4;

    private enum Fate
    {
        Labelled,
        StoppedWithinALayer,
        StoppedAtSomeMoment,
        Failing,
        WithoutFolder,
    }

    [Fact]
    public Task Sectors_come_and_go_at_random_and_all_memory_is_given_back() => Choices.RunAsync(RoundAsync);

    private static async Task RoundAsync(Choices choices)
    {
        using GuardedPages pages = new();
        ConcurrentDictionary<Digest, Action> labelling = new();
        WatchedLabels backend = new(SealingBackends.Create("native"), chains =>
        {
            foreach (LabelChain chain in chains)
                if (labelling.TryGetValue(chain.ReplicaId, out Action? meet)) meet();
        });
        SectorSealer sealer = new(backend, new SealingOptions
        {
            Threads = 1 + choices.Next(2),
            LowMemory = choices.Next(10) == 0,
            LabelLoops = 1 + choices.Next(2),
            LabelWidth = 2 + choices.Next(3),
            LabelsAtRisk = TimeSpan.Zero,
            PartnerPatience = TimeSpan.FromMilliseconds(choices.Next(3) == 0 ? 200 : choices.Next(20)),
            Pages = pages,
        });
        await Task.WhenAll(Enumerable.Range(1, 2 + choices.Next(5)).Select(number => SectorAsync(sealer, (byte)number, labelling, choices)));
        Assert.Equal(0, pages.Ranges.Held);
    }

    private static async Task SectorAsync(SectorSealer sealer, byte number, ConcurrentDictionary<Digest, Action> labelling, Choices choices)
    {
        using DisturbedSector sector = new(SectorVector.Load(choices.Next(3) == 0 ? "16kib" : "32kib"), number);
        for (int attempt = 1; attempt <= Tries; attempt++)
        {
            await Task.Delay(choices.Next(4));
            choices.Once(2, () => sector.Disturb(choices));
            Fate fate = attempt == Tries ? Fate.Labelled : (Fate)choices.Next(5);
            using CancellationTokenSource stop = new();
            labelling[sector.Replica] = () => choices.Once(10, () => Meet(fate, sector, stop));
            if (fate == Fate.StoppedAtSomeMoment) stop.CancelAfter(choices.Next(20));
            try
            {
                await sealer.PreCommit1Async(sector.Staged, new Told(() => choices.Once(20, () => Hear(fate))), stop.Token);
                sector.AssertIsLabelled();
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // As it should be.
            }
            catch (FailingException) when (fate == Fate.Failing)
            {
                // As it should be.
            }
            catch (IOException) when (fate == Fate.WithoutFolder)
            {
                // As it should be.
            }
        }
    }

    /// <summary>On the loop's thread.</summary>
    private static void Meet(Fate fate, DisturbedSector sector, CancellationTokenSource stop)
    {
        Thread.Sleep(1);
        if (fate == Fate.StoppedWithinALayer) stop.Cancel();
        if (fate == Fate.WithoutFolder) sector.LoseCache();
    }

    /// <summary>On the sector's threads.</summary>
    private static void Hear(Fate fate)
    {
        Thread.Sleep(1);
        if (fate == Fate.Failing) throw new FailingException();
    }

    private sealed class FailingException : Exception;

    private sealed class Told(Action hear) : IProgress<PhaseProgress>
    {
        public void Report(PhaseProgress value) => hear();
    }
}
