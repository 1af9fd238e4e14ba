using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>
/// Sectors of two graphs that come, go, are stopped, stall and fail at random, over loops, widths and cores drawn by a seed: whoever is labelled has
/// the labels of a sector alone, nobody waits for ever, only those fail that should, and in the end every core is given back.
/// </summary>
public sealed class LabelGroupsStressTests
{
    private const int Sectors = 10;

    private enum Fate
    {
        Labelled,
        StoppedWithinALayer,
        StoppedAtSomeMoment,
        Failing,
        Stalled,
    }

    [Fact]
    public Task Sectors_come_and_go_and_fail_at_random() => Choices.RunAsync(RoundAsync);

    private static async Task RoundAsync(Choices choices)
    {
        RecordedCores cores = new(choices.Next(4)) { Taking = () => choices.Once(40, () => throw new NoCoreException()) };
        FaultyBackend backend = new();
        backend.LabellingTogether = _ =>
        {
            choices.Once(10, () => Thread.Sleep(1));
            choices.Once(150, () => throw new SealingBackendException(FaultyBackend.FaultAt(BackendStage.Labels, FaultRemedy.Retire)));
        };
        LabelGroups groups = new(new SealingOptions
        {
            LabelLoops = 1 + choices.Next(3),
            LabelWidth = 1 + choices.Next(4),
            LabelCores = cores,
            PartnerPatience = TimeSpan.FromMilliseconds(choices.Next(20)),
        });
        await Task.WhenAll(Enumerable.Range(1, Sectors).Select(number => Task.Factory.StartNew(
            () => SectorAsync(groups, backend, (byte)number, choices), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default)
            .Unwrap()));
        // A loop that all have left ends after them.
        await Patience.UntilAsync("all cores are given back", () => cores.Holders.Length == 0, () => string.Join(", ", cores.Holders));
        (backend.LabellingTogether, cores.Taking) = (null, null);
        using LabelledSector last = new(groups, backend, 99, Config(0));
        await last.LabelAsync(1);
        last.AssertIsLabelled(layers: 1);
    }

    /// <summary>One sector, and another one of the same name after it.</summary>
    private static async Task SectorAsync(LabelGroups groups, FaultyBackend backend, byte number, Choices choices)
    {
        for (int run = 0; run < 2; run++)
        {
            await Task.Delay(choices.Next(4));
            Fate fate = (Fate)choices.Next(5);
            int layer = 1 + choices.Next(LabelledSector.Layers);
            using CancellationTokenSource stop = new();
            try
            {
                using LabelledSector sector = new(groups, backend, number, Config(choices.Next(4)));
                if (fate == Fate.StoppedAtSomeMoment) stop.CancelAfter(choices.Next(30));
                for (int each = 1; each <= LabelledSector.Layers; each++)
                {
                    if (choices.Next(4) == 0) await Task.Delay(choices.Next(10));
                    await sector.LabelAsync(each, _ => Meet(each == layer ? fate : Fate.Labelled, choices, stop), stop.Token);
                }
                sector.AssertIsLabelled(LabelledSector.Layers);
            }
            catch (OperationCanceledException) when (stop.IsCancellationRequested)
            {
                // As it should be.
            }
            catch (FailingException) when (fate == Fate.Failing)
            {
                // As it should be.
            }
            catch (Exception exception) when (exception is NoCoreException or SealingBackendException)
            {
                // Those are everybody's who is in the loop.
            }
        }
    }

    private static void Meet(Fate fate, Choices choices, CancellationTokenSource stop)
    {
        if (fate == Fate.Labelled || choices.Next(2) == 0) return;
        if (fate == Fate.StoppedWithinALayer) stop.Cancel();
        if (fate == Fate.Failing) throw new FailingException();
        if (fate == Fate.Stalled) Thread.Sleep(choices.Next(10));
    }

    private static PoRepConfig Config(int kind) =>
        PoRepConfig.ForShape((kind == 0 ? 512UL : 128UL) * 32, new Digest([.. Enumerable.Repeat((byte)5, 32)]), ApiVersion.V1_1_0);

    private sealed class FailingException : Exception;

    private sealed class NoCoreException : Exception;
}
