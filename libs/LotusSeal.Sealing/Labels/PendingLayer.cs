using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Labels;

/// <summary>A layer under work.</summary>
/// <param name="Labels">Where its labels come to lie; the caller's.</param>
/// <param name="File">Receives them.</param>
/// <param name="Hasher">Has got the labels that are there.</param>
/// <param name="FirstNode">The first one that is not labelled.</param>
internal sealed record PendingLayer(LayerMemory Labels, PendingFile File, LayerHasher Hasher, ulong FirstNode) : IDisposable
{
    /// <summary>Gives up file and hasher, and not the labels.</summary>
    public void Dispose()
    {
        Hasher.Dispose();
        File.Dispose();
    }
}
