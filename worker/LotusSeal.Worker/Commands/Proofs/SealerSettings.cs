using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>How the offline commands use the machine.</summary>
/// <param name="Backend"><c>auto</c>, <c>native</c> or <c>managed</c>.</param>
/// <param name="GpuPolicy">What computes PreCommit2, where there is one.</param>
/// <param name="Threads">Sealing threads, 0 for one per core.</param>
/// <param name="LowMemory">Layers in mapped files.</param>
/// <param name="ParentsCache">Where parents files are made and read, or null.</param>
/// <param name="RowsToDiscard">Rows above the leaves that tree-r-last lacks.</param>
/// <param name="Warning">Receives what a person should know.</param>
internal sealed record SealerSettings(string Backend, GpuPolicy GpuPolicy, int Threads, bool LowMemory, string? ParentsCache,
    int RowsToDiscard, Action<string> Warning);
