using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Sealing.Updates;

/// <summary>Which nodes the proof of an update opens (porep.md 10.3).</summary>
public static class UpdateChallenges
{
    /// <summary>Bits of a digest that challenges are cut from; the top one of the field's 255 is not.</summary>
    private const int DigestBits = 254;

    /// <summary>Digests that one partition needs.</summary>
    public static int DigestsOf(UpdateRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        int each = PerDigest(rules);
        return (rules.ChallengesPerPartition + each - 1) / each;
    }

    /// <summary>Challenges that are cut from one digest, lowest bits first.</summary>
    public static int PerDigest(UpdateRules rules)
    {
        ArgumentNullException.ThrowIfNull(rules);
        return DigestBits / rules.ChallengeBits;
    }

    /// <summary>The challenges of a partition, in order; a node may come twice.</summary>
    public static uint[] Draw(UpdateRules rules, int partition, CommR newCommR)
    {
        ArgumentNullException.ThrowIfNull(rules);
        Fr commR = Fr.Read(newCommR.Span);
        int digests = DigestsOf(rules), each = PerDigest(rules), bits = rules.ChallengeBits;
        uint[] challenges = new uint[rules.ChallengesPerPartition];
        byte[] digest = new byte[Digest.Size];
        for (int i = 0; i < challenges.Length; i++)
        {
            (int index, int position) = Math.DivRem(i, each);
            if (position == 0) UpdateHash.Compute(commR, Fr.FromUInt64((ulong)(partition * digests + index))).Write(digest);
            challenges[i] = Cut(digest, position * bits, bits) | (uint)partition << bits;
        }
        return challenges;
    }

    private static uint Cut(ReadOnlySpan<byte> digest, int first, int count)
    {
        uint value = 0;
        for (int i = 0; i < count; i++) value |= (uint)(digest[(first + i) / 8] >> (first + i) % 8 & 1) << i;
        return value;
    }
}
