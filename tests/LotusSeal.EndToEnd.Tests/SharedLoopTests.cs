using LotusSeal.DevMiner.Pipeline;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Primitives;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>A real worker whose sectors share a label loop.</summary>
public sealed class SharedLoopTests
{
    private const string GainsNothing = "gains too little";

    [Fact]
    public async Task Sectors_of_a_worker_that_is_killed_while_they_share_a_loop_are_proved()
    {
        LongTests.Need();
        await using Scene scene = await Scene.StartAsync(options => options with
        {
            Pipeline = options.Pipeline with { ProofType = RegisteredSealProof.StackedDrg8MiBV1_1 },
        }, "--label-loops", "1");
        WorkerProgram worker = scene.Worker;
        // The kill must hit a layer that two label; sectors that were quicker are left behind, and others are tried.
        List<SectorId> sectors = [];
        bool isShared = false;
        while (!isShared)
        {
            Assert.True(sectors.Count < 40, $"None of 40 sectors was seen beside another one.\n{worker.Log}");
            SectorId[] next = [scene.Miner.Pledge(), scene.Miner.Pledge(), scene.Miner.Pledge(), scene.Miner.Pledge()];
            sectors.AddRange(next);
            await Patience.UntilAsync("two share a loop, or all are labelled", async () =>
            {
                isShared = (await worker.JobsAsync()).Jobs.Any(job => job.Step.Contains(", with s-t01000-", StringComparison.Ordinal));
                return isShared || next.All(sector => worker.CountInLog($"PC1 {sector} done") > 0);
            }, () => worker.Log);
            Assert.SkipWhen(worker.CountInLog(GainsNothing) > 0, "this processor gains nothing from labelling two sectors in one loop");
        }

        await worker.KillAsync();
        await worker.StartReadyAsync();
        // The miner verifies every vanilla proof on the way.
        await scene.WaitForStateAsync(SectorState.Proving, [.. sectors]);
    }
}
