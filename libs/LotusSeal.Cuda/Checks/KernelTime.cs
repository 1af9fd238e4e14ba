namespace LotusSeal.Cuda.Checks;

/// <summary>What the launches of a kernel took on the device.</summary>
/// <param name="Kernel">Its name.</param>
/// <param name="Launches">How often it was launched.</param>
/// <param name="Seconds">All of them together.</param>
public sealed record KernelTime(string Kernel, int Launches, double Seconds)
{
    /// <summary>Wide products a second, as a part of the measured peak; null for a kernel that does few.</summary>
    public double? ShareOfPeak { get; init; }
}
