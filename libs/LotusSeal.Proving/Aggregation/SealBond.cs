using System.Security.Cryptography;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Proving.Verification;

namespace LotusSeal.Proving.Aggregation;

/// <summary>What an aggregate of sectors is bound to, and of how many proofs it is (snarkpack.md 10).</summary>
public static class SealBond
{
    /// <summary>More non-interactive sectors than these fit in no message (FIP-92).</summary>
    private const int MaxNonInteractiveSectors = 65;

    /// <summary>The number of proofs of an aggregate, which decides about the key that is needed.</summary>
    /// <param name="config">The shape of the sectors.</param>
    /// <param name="sectors">How many.</param>
    /// <exception cref="SealingException">So many cannot be aggregated.</exception>
    public static int CountFor(PoRepConfig config, int sectors)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (sectors < 1) throw new SealingException("No sector is named, so that there is nothing to aggregate.");
        if (config.Feature == PoRepFeature.NonInteractivePoRep && sectors > MaxNonInteractiveSectors)
            throw new SealingException($"{sectors} non-interactive sectors cannot be aggregated, only {MaxNonInteractiveSectors}.");
        return AggregateProof.CountFor(checked(sectors * config.Partitions));
    }

    /// <summary>SHA-256 of all seeds and CommRs; of the CommRs alone where a sector draws its challenges itself.</summary>
    public static byte[] Of(PoRepConfig config, IEnumerable<SealStatement> statements)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(statements);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (SealStatement statement in statements)
        {
            if (config.Feature != PoRepFeature.NonInteractivePoRep) hash.AppendData(statement.Seed.Value.Span);
            hash.AppendData(statement.Commitments.CommR.Value.Span);
        }

        return hash.GetHashAndReset();
    }

    /// <summary>A list with its last element repeated up to a length.</summary>
    internal static T[] Padded<T>(IReadOnlyList<T> values, int count) => [.. values, .. Enumerable.Repeat(values[^1], count - values.Count)];
}
