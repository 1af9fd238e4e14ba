using LotusSeal.Cuda.Checks;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>A PreCommit2 of a generated sector.</summary>
/// <param name="Bytes">Size of the sector.</param>
/// <param name="Layers">Label layers.</param>
/// <param name="Seconds">With reading from memory and the handing over of all rows.</param>
/// <param name="Roofline">How near it came to what the device can do; copies and products overlap.</param>
/// <param name="IsEqual">Whether the processor makes the same of it; null where it was not asked.</param>
/// <param name="ProcessorSeconds">What the processor took.</param>
internal sealed record ReplicaCheck(ulong Bytes, int Layers, double Seconds, Roofline Roofline, bool? IsEqual, double? ProcessorSeconds);
