using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Verification;

namespace LotusSeal.Proving.Aggregation;

/// <summary>Makes one proof of those of many sectors of a shape, or of all partitions of a non-interactive one (snarkpack.md 10).</summary>
public static class SealAggregator
{
    /// <summary>Aggregates the proofs of sectors.</summary>
    /// <param name="config">Their shape.</param>
    /// <param name="key">The key for as many proofs as <see cref="SealBond.CountFor"/> says.</param>
    /// <param name="statements">What is proved of each.</param>
    /// <param name="proofs">The proofs of all partitions of each, 192 bytes a partition.</param>
    /// <param name="version">How challenges are drawn; those of non-interactive sectors always by version 2.</param>
    /// <param name="cancellation">Given up between the rounds.</param>
    /// <exception cref="SealingException">So many cannot be aggregated, or under this version.</exception>
    /// <exception cref="FormatException">The bytes of a sector are no proofs; the message says which.</exception>
    public static byte[] Aggregate(PoRepConfig config, AggregationKey key, IReadOnlyList<SealStatement> statements, IReadOnlyList<byte[]> proofs,
        AggregationVersion version, CancellationToken cancellation)
    {
        ArgumentNullException.ThrowIfNull(statements);
        ArgumentNullException.ThrowIfNull(proofs);
        int count = SealBond.CountFor(config, proofs.Count);
        if (statements.Count != proofs.Count)
            throw new ArgumentException($"{proofs.Count} sectors have {statements.Count} statements.", nameof(statements));
        RequireVersion(config, version);
        List<Proof> all = new(count);
        for (int i = 0; i < proofs.Count; i++)
        {
            try
            {
                all.AddRange(PartitionProofs.Read(config.Partitions, proofs[i]));
            }
            catch (FormatException error)
            {
                throw new FormatException($"sector {i + 1} of {proofs.Count}: {error.Message}", error);
            }
        }

        return Aggregator.Aggregate(key, SealBond.Padded(all, count), SealBond.Of(config, statements), version, cancellation).ToBytes();
    }

    internal static void RequireVersion(PoRepConfig config, AggregationVersion version)
    {
        if (config.Feature == PoRepFeature.NonInteractivePoRep && version != AggregationVersion.V2)
            throw new SealingException("Non-interactive proofs are aggregated by version 2 alone.");
    }
}
