using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Worker.Gpus;

/// <summary>A sealed file to be made anew from an update, as that travels to another process: digests in hexadecimal, files by their names.</summary>
internal sealed record GpuSectorKey(GpuConfig Shape, string Replica, string Cache, string? Temporary, string Update, string Unsealed, string CommD)
{
    /// <summary>The sealed sector.</summary>
    /// <exception cref="SealingException">A digest is none.</exception>
    public SectorKey Key => new(Shape.Config, Replica, Cache);

    /// <summary>CommD of the data in the update.</summary>
    /// <exception cref="SealingException">The digest is none.</exception>
    public CommD NewCommD => new(HexDigest.Read(CommD));

    /// <summary>Takes what the making of a key is given.</summary>
    public static GpuSectorKey Of(SectorKey key, string? temporary, string update, string unsealed, CommD newCommD) =>
        new(GpuConfig.Of(key.Config), key.Replica, key.Cache, temporary, update, unsealed, newCommD.Value.ToString());
}
