using LotusSeal.Cuda.Checks;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>A Commit2 of one partition of a blank sector, with generated points in place of parameters.</summary>
/// <param name="Bytes">Size of the sector.</param>
/// <param name="First">Seconds of each step of the first proof: points come to the device.</param>
/// <param name="Second">Seconds of each step of the next one.</param>
/// <param name="InARow">More of them, one after the other, each circuit synthesised ahead: as many as such a sector has, three at least.</param>
/// <param name="RowSeconds">Seconds of them all.</param>
/// <param name="Kernels">What the kernels of the second proof took.</param>
/// <param name="IsEqual">Whether the processor makes the same proof; null where it was not asked.</param>
/// <param name="Processor">Seconds of each step on the processor, where it was asked.</param>
internal sealed record PartitionCheck(ulong Bytes, IReadOnlyList<StepTime> First, IReadOnlyList<StepTime> Second, int InARow,
    double RowSeconds, IReadOnlyList<KernelTime> Kernels, bool? IsEqual, IReadOnlyList<StepTime>? Processor);

/// <summary>What a step of a proof took.</summary>
/// <param name="Step">Its name.</param>
/// <param name="Seconds">From its begin to that of the next one.</param>
internal sealed record StepTime(string Step, double Seconds);
