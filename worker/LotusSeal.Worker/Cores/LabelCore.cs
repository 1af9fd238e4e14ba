namespace LotusSeal.Worker.Cores;

/// <summary>A core that a label chain can have.</summary>
/// <param name="Cpu">The CPU that the label thread runs on; the other threads of the core stay idle meanwhile.</param>
/// <param name="Core">The core.</param>
internal sealed record LabelCore(int Cpu, ProcessorCore Core)
{
    /// <summary>For a person.</summary>
    public override string ToString() => $"CPU {Cpu} (core {Core.Threads}, cache {Core.Cache}, node {Core.Node})";
}
