namespace LotusSeal.Cuda.Telemetry;

/// <summary>What a device says of itself at one moment; null stands for what it does not have or does not tell.</summary>
/// <param name="TemperatureCelsius">Of the processor.</param>
/// <param name="PowerWatts">What it draws.</param>
/// <param name="PowerLimitWatts">What it may draw.</param>
/// <param name="MemoryUsedBytes">Memory in use, by everybody; what the driver reserves counts.</param>
/// <param name="MemoryTotalBytes">Memory; of a MIG instance its share.</param>
/// <param name="MultiprocessorMegahertz">Clock of the multiprocessors.</param>
/// <param name="HighestMegahertz">The highest clock of the multiprocessors.</param>
/// <param name="MemoryMegahertz">Clock of the memory.</param>
/// <param name="ClockLimits">Names of <see cref="ClockLimitsText"/>: why the clock is not the highest.</param>
/// <param name="UncorrectedErrors">Memory errors since the driver was loaded that could not be corrected.</param>
public sealed record DeviceReading(int? TemperatureCelsius, double? PowerWatts, double? PowerLimitWatts, ulong? MemoryUsedBytes,
    ulong? MemoryTotalBytes, int? MultiprocessorMegahertz, int? HighestMegahertz, int? MemoryMegahertz, IReadOnlyList<string>? ClockLimits,
    ulong? UncorrectedErrors);
