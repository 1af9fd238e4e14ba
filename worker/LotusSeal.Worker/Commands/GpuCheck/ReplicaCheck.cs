namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>A PreCommit2 of a generated sector.</summary>
/// <param name="Bytes">Size of the sector.</param>
/// <param name="Layers">Label layers.</param>
/// <param name="Seconds">With reading from memory and the handing over of all rows.</param>
/// <param name="IdealSeconds">Products of limbs of all hashes at the measured peak.</param>
/// <param name="IsEqual">Whether the processor makes the same of it; null where it was not asked.</param>
/// <param name="ProcessorSeconds">What the processor took.</param>
internal sealed record ReplicaCheck(ulong Bytes, int Layers, double Seconds, double IdealSeconds, bool? IsEqual, double? ProcessorSeconds);
