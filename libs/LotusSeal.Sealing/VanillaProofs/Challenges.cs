using System.Buffers.Binary;
using System.Security.Cryptography;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Which nodes a proof opens (porep.md 7.1).</summary>
public static class Challenges
{
    /// <summary>The challenges of every partition of a configuration.</summary>
    /// <param name="config">Shape and rule.</param>
    /// <param name="replicaId">The replica.</param>
    /// <param name="commR">Used by the synthetic and non-interactive rules.</param>
    /// <param name="seed">Used by the interactive and synthetic rules.</param>
    public static uint[][] Draw(PoRepConfig config, Digest replicaId, CommR commR, InteractiveSeed seed)
    {
        ArgumentNullException.ThrowIfNull(config);
        uint[][] partitions = new uint[config.Partitions][];
        int count = config.ChallengesPerPartition;
        for (int partition = 0; partition < partitions.Length; partition++)
        {
            uint first = (uint)(partition * count);
            partitions[partition] = config.Feature switch
            {
                PoRepFeature.NonInteractivePoRep => NonInteractive(config.Nodes, replicaId, commR, first, count),
                PoRepFeature.SyntheticPoRep => new SyntheticChallenges(config.Nodes, replicaId, commR).Select(seed, first, count),
                _ => Interactive(config.Nodes, replicaId, seed, first, count),
            };
        }
        return partitions;
    }

    /// <summary>Challenges from the seed of the chain.</summary>
    public static uint[] Interactive(ulong nodes, Digest replicaId, InteractiveSeed seed, uint firstIndex, int count) =>
        Hashed([.. replicaId.Span, .. seed.Span], nodes, firstIndex, count);

    /// <summary>Challenges from CommR alone.</summary>
    public static uint[] NonInteractive(ulong nodes, Digest replicaId, CommR commR, uint firstIndex, int count) =>
        Hashed([.. "filecoin.io|PoRep|1|NonInteractive|1"u8, .. replicaId.Span, .. commR.Span], nodes, firstIndex, count);

    /// <summary>A 256-bit little-endian integer as a challenge: node 0 is never one.</summary>
    internal static uint Reduce(ReadOnlySpan<byte> integer, ulong nodes)
    {
        UInt128 remainder = 0;
        for (int limb = 3; limb >= 0; limb--)
            remainder = (remainder << 64 | BinaryPrimitives.ReadUInt64LittleEndian(integer[(8 * limb)..])) % (nodes - 1);
        return (uint)(remainder + 1);
    }

    private static uint[] Hashed(byte[] prefix, ulong nodes, uint firstIndex, int count)
    {
        byte[] message = [.. prefix, .. new byte[sizeof(uint)]];
        Span<byte> digest = stackalloc byte[Digest.Size];
        uint[] challenges = new uint[count];
        for (int i = 0; i < count; i++)
        {
            BinaryPrimitives.WriteUInt32LittleEndian(message.AsSpan(prefix.Length), firstIndex + (uint)i);
            SHA256.HashData(message, digest);
            challenges[i] = Reduce(digest, nodes);
        }
        return challenges;
    }
}
