using LotusSeal.Groth16.Proving;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Proving;

/// <summary>Tells of points of one partition as of those of all.</summary>
/// <param name="progress">Told.</param>
/// <param name="partition">Which one, from 0.</param>
/// <param name="partitions">How many there are.</param>
internal sealed class PartitionProgress(IProgress<PhaseProgress> progress, int partition = 0, int partitions = 1) : IProgress<ProvingProgress>
{
    public void Report(ProvingProgress value)
    {
        string step = partitions == 1 ? value.Step : $"partition {partition + 1}/{partitions}, {value.Step}";
        progress.Report(new PhaseProgress(step, (ulong)(partition * value.Total + value.Done), (ulong)(partitions * value.Total), "points"));
    }
}
