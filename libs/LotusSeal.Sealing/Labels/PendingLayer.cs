using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Labels;

/// <summary>A layer under work.</summary>
/// <param name="Memory">What it brings for its labels, with those that are there; the caller's.</param>
/// <param name="File">Receives them.</param>
/// <param name="Hasher">Has got the labels that are there.</param>
/// <param name="FirstNode">The first one that is not labelled.</param>
internal sealed record PendingLayer(LayerMemory Memory, PendingFile File, LayerHasher Hasher, ulong FirstNode) : IDisposable
{
    /// <summary>Gives up file and hasher, and not the memory.</summary>
    public void Dispose()
    {
        Hasher.Dispose();
        File.Dispose();
    }
}
