using System.Buffers.Binary;
using System.Numerics;

namespace LotusSeal.Primitives;

/// <summary>Versions of the proof's behaviour (porep.md 1.2); only the graph differs.</summary>
public enum ApiVersion
{
    V1_0_0,
    V1_1_0,
    V1_2_0,
}

/// <summary>How Commit1 draws its challenges.</summary>
public enum PoRepFeature
{
    Interactive,
    SyntheticPoRep,
    NonInteractivePoRep,
}

/// <summary>Everything that fixes a sector's graph, trees and challenges; of a registered proof or of an unregistered test shape.</summary>
/// <param name="SectorSize">Bytes, one of the sizes in porep.md 1.1.</param>
/// <param name="PoRepId">The id that seeds the graph.</param>
/// <param name="ApiVersion">Version of the graph rules.</param>
/// <param name="Feature">Challenge rule.</param>
/// <param name="RegisteredProof">The registered proof, or null for an unregistered shape.</param>
public sealed record PoRepConfig(ulong SectorSize, Digest PoRepId, ApiVersion ApiVersion, PoRepFeature Feature, RegisteredSealProof? RegisteredProof)
{
    private const ulong KiB = 1024, MiB = 1024 * KiB, GiB = 1024 * MiB;
    private static readonly ulong[] RegisteredSizes = [2 * KiB, 8 * MiB, 512 * MiB, 32 * GiB, 64 * GiB];
    private static readonly ulong[] KnownSizes =
        [2 * KiB, 4 * KiB, 16 * KiB, 32 * KiB, 8 * MiB, 16 * MiB, 512 * MiB, 1 * GiB, 32 * GiB, 64 * GiB];

    /// <summary>Number of 32-byte nodes.</summary>
    public ulong Nodes => SectorSize / Digest.Size;

    /// <summary>Bytes of data that the sector holds, before padding.</summary>
    public UnpaddedSize DataSize => new PaddedSize(SectorSize).ToUnpadded();

    /// <summary>Label layers: 11 for 32 and 64 GiB, else 2.</summary>
    public int Layers => LayersOf(SectorSize);

    /// <summary>Label layers of a sector of a size in bytes, which is also the length of each layer.</summary>
    public static int LayersOf(ulong sectorSize) => sectorSize >= 32 * GiB ? 11 : 2;

    /// <summary>Binary logarithm of <see cref="Nodes"/>.</summary>
    public int NodesLog2 => BitOperations.Log2(Nodes);

    /// <summary>Sub-tree arity, 0 when there is no such level.</summary>
    public int SubTreeArity => (SectorSize / KiB) switch
    {
        4 or 16 * KiB or 1 * MiB => 2,
        16 or 32 or 32 * MiB or 64 * MiB => 8,
        _ => 0,
    };

    /// <summary>Top-tree arity, 0 when there is no such level.</summary>
    public int TopTreeArity => (SectorSize / KiB) is 32 or 64 * MiB ? 2 : 0;

    /// <summary>Number of base trees, each with its own files.</summary>
    public int BaseTrees => Math.Max(1, SubTreeArity) * Math.Max(1, TopTreeArity);

    /// <summary>Partitions of a proof under <see cref="Feature"/>.</summary>
    public int Partitions => (Feature == PoRepFeature.NonInteractivePoRep, SectorSize >= 32 * GiB) switch
    {
        (true, true) => 126,
        (true, false) => 13,
        (false, true) => 10,
        (false, false) => 1,
    };

    /// <summary>Challenges of each partition.</summary>
    public int ChallengesPerPartition => SectorSize >= 32 * GiB ? 18 : 2;

    /// <summary>The configuration of a registered proof.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The value is not a registered proof.</exception>
    public static PoRepConfig ForProof(RegisteredSealProof proof)
    {
        int value = (int)proof;
        if (value is < 0 or > 19) throw new ArgumentOutOfRangeException(nameof(proof), value, $"Unknown seal proof type {value}.");
        Span<byte> id = stackalloc byte[Digest.Size];
        id.Clear();
        BinaryPrimitives.WriteUInt64LittleEndian(id, (ulong)value);
        (ApiVersion version, PoRepFeature feature) = (value / 5) switch
        {
            0 => (ApiVersion.V1_0_0, PoRepFeature.Interactive),
            1 => (ApiVersion.V1_1_0, PoRepFeature.Interactive),
            2 => (ApiVersion.V1_2_0, PoRepFeature.SyntheticPoRep),
            _ => (ApiVersion.V1_2_0, PoRepFeature.NonInteractivePoRep),
        };
        return new PoRepConfig(RegisteredSizes[value % 5], new Digest(id), version, feature, proof);
    }

    /// <summary>A shape without a registered proof, as tests and hardware checks use them.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The size is none of porep.md 1.1.</exception>
    public static PoRepConfig ForShape(ulong sectorSize, Digest poRepId, ApiVersion version, PoRepFeature feature = PoRepFeature.Interactive)
    {
        if (!KnownSizes.Contains(sectorSize))
            throw new ArgumentOutOfRangeException(nameof(sectorSize), sectorSize,
                $"Unknown sector size {sectorSize}; known are {string.Join(", ", KnownSizes)}.");
        return new PoRepConfig(sectorSize, poRepId, version, feature, null);
    }
}
