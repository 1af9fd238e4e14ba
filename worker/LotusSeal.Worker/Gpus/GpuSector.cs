using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Worker.Gpus;

/// <summary>A sector for PreCommit2, as it travels to another process: digests in hexadecimal, files by their names.</summary>
internal sealed record GpuSector(GpuConfig Shape, string CommD, string? ReplicaId, string CacheSeen, string Cache, string Sealed,
    string? SealedTemporary)
{
    /// <summary>What PreCommit1 returned.</summary>
    /// <exception cref="SealingException">A digest is none.</exception>
    public PreCommit1Output Input => new(Shape.Config, CacheSeen, new CommD(HexDigest.Read(CommD)))
    {
        ReplicaId = ReplicaId is null ? null : HexDigest.Read(ReplicaId),
    };

    /// <summary>The sector's files.</summary>
    public SectorPaths Paths => new(Cache, Sealed, SealedTemporary: SealedTemporary);

    /// <summary>Takes what PreCommit2 is given.</summary>
    public static GpuSector Of(PreCommit1Output input, SectorPaths paths) => new(GpuConfig.Of(input.Config), input.CommD.Value.ToString(),
        input.ReplicaId?.ToString(), input.CacheDirectory, paths.Cache, paths.Sealed, paths.SealedTemporary);
}
