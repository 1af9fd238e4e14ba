using LotusSeal.Cuda.Checks;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>An update of a generated sector.</summary>
/// <param name="Bytes">Size of the sector.</param>
/// <param name="Seconds">With reading from memory and the handing over of all rows.</param>
/// <param name="Roofline">Its share of what the device was measured to do.</param>
/// <param name="IsEqual">Whether the processor makes the same of it.</param>
/// <param name="ProcessorSeconds">What the processor took.</param>
internal sealed record UpdateCheck(ulong Bytes, double Seconds, Roofline Roofline, bool IsEqual, double ProcessorSeconds);
