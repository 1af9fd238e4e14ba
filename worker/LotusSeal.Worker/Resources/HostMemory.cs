namespace LotusSeal.Worker.Resources;

/// <summary>Memory of the machine as the worker may use it, bytes.</summary>
/// <param name="Physical">Total, or the control group's limit when that is lower.</param>
/// <param name="Used">Used without page cache, of the machine or of the control group.</param>
/// <param name="Swap">Total swap, or the control group's limit when that is lower.</param>
/// <param name="SwapUsed">Used swap.</param>
public readonly record struct HostMemory(ulong Physical, ulong Used, ulong Swap, ulong SwapUsed);
