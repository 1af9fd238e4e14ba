namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>A sector that <c>gpu-check</c> generates.</summary>
/// <param name="Nodes">Nodes, a power of eight for each base tree.</param>
/// <param name="BaseTrees">Base trees of each kind.</param>
/// <param name="Layers">2 or 11.</param>
/// <param name="Compare">Whether the processor does the same work too.</param>
internal sealed record GeneratedShape(ulong Nodes, int BaseTrees, int Layers, bool Compare);
