namespace LotusSeal.Cuda.Checks;

/// <summary>A sum or a quotient on a device.</summary>
/// <param name="What">For a person.</param>
/// <param name="Size">Points, or rows.</param>
/// <param name="Seconds">With the copies from and to the host.</param>
/// <param name="IsEqual">Whether the processor computes the same; null where it was not asked.</param>
/// <param name="ProcessorSeconds">What the processor took.</param>
/// <param name="Roofline">How near it came to what the device can do; null where nothing was measured.</param>
public sealed record ProofCheck(string What, long Size, double Seconds, bool? IsEqual, double? ProcessorSeconds, Roofline? Roofline);
