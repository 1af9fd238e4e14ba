using System.Buffers.Binary;
using System.Numerics;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>
/// One proof in the place of many of the same circuit (snarkpack.md 8): 2260 bytes, and 2976 for each time that their number halves.
/// </summary>
public sealed class AggregateProof
{
    /// <summary>More than anybody aggregates; a number read from bytes decides about memory.</summary>
    private const uint MaxProofs = 1 << 20;

    private const int FixedSize = 2260, SizeOfRound = 2976;

    internal AggregateProof(Committed committed, Round[] rounds, Remainder remainder, KeyPoint<Fp2> openingOfV, KeyPoint<Fp> openingOfW) =>
        (Committed, Rounds, Remainder, OpeningOfV, OpeningOfW) = (committed, rounds, remainder, openingOfV, openingOfW);

    /// <summary>How many proofs it stands for, those that fill their number up to a power of two among them.</summary>
    public int Count => 1 << Rounds.Length;

    internal Committed Committed { get; }

    internal Round[] Rounds { get; }

    internal Remainder Remainder { get; }

    internal KeyPoint<Fp2> OpeningOfV { get; }

    internal KeyPoint<Fp> OpeningOfW { get; }

    /// <summary>How many an aggregate of some proofs is of: a power of two, at least two, to which the last one is repeated.</summary>
    /// <param name="proofs">How many there are, at least one.</param>
    public static int CountFor(int proofs) => (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(2, proofs));

    /// <summary>Bytes of an aggregate.</summary>
    /// <param name="count">Number of proofs, a power of two.</param>
    public static int SizeOf(int count) => FixedSize + SizeOfRound * int.Log2(count);

    /// <summary>Reads an aggregate; all of the bytes, while the reference looks at no more than it needs.</summary>
    /// <exception cref="FormatException">The bytes are none; the message says why.</exception>
    public static AggregateProof Read(ReadOnlySpan<byte> bytes)
    {
        AggregateReader reader = new(bytes);
        Committed committed = new(reader.ReadCommitment(), reader.ReadCommitment(), reader.ReadGt(), reader.ReadG1());
        uint count = BinaryPrimitives.ReadUInt32LittleEndian(reader.Take(sizeof(uint)));
        if (count is < 2 or > MaxProofs || !uint.IsPow2(count)) throw new FormatException($"an aggregate says that it is of {count} proofs");
        if (bytes.Length != SizeOf((int)count))
            throw new FormatException($"an aggregate of {count} proofs has {SizeOf((int)count)} bytes, not {bytes.Length}");
        Round[] rounds = ReadRounds(ref reader, int.Log2((int)count));
        Remainder remainder = new(reader.ReadG1(), reader.ReadG2(), reader.ReadG1(), reader.ReadPairOfG2(), reader.ReadPairOfG1());
        return new AggregateProof(committed, rounds, remainder, reader.ReadPairOfG2(), reader.ReadPairOfG1());
    }

    /// <summary>Writes it.</summary>
    /// <exception cref="FormatException">It has a pairing whose value is one, which is never so of proofs that hold.</exception>
    public byte[] ToBytes()
    {
        AggregateWriter writer = new(SizeOf(Count));
        writer.Write(Committed.Pair);
        writer.Write(Committed.Single);
        writer.Write(Committed.Product);
        writer.Write(Committed.Sum);
        writer.Write((uint)Count);
        foreach (Round round in Rounds) writer.Write(round.PairLeft, round.PairRight);
        foreach (Round round in Rounds) writer.Write(round.SingleLeft, round.SingleRight);
        foreach (Round round in Rounds) writer.Write(round.ProductLeft, round.ProductRight);
        foreach (Round round in Rounds) writer.Write(round.SumLeft, round.SumRight);
        writer.Write(Remainder.A);
        writer.Write(Remainder.B);
        writer.Write(Remainder.C);
        writer.Write(Remainder.V);
        writer.Write(Remainder.W);
        writer.Write(OpeningOfV);
        writer.Write(OpeningOfW);
        return writer.ToBytes();
    }

    /// <summary>All rounds of one field come before those of the next.</summary>
    private static Round[] ReadRounds(ref AggregateReader reader, int count)
    {
        (Commitment Left, Commitment Right)[] pairs = new (Commitment, Commitment)[count], singles = new (Commitment, Commitment)[count];
        (Fp12 Left, Fp12 Right)[] products = new (Fp12, Fp12)[count];
        for (int i = 0; i < count; i++) pairs[i] = (reader.ReadCommitment(), reader.ReadCommitment());
        for (int i = 0; i < count; i++) singles[i] = (reader.ReadCommitment(), reader.ReadCommitment());
        for (int i = 0; i < count; i++) products[i] = (reader.ReadGt(), reader.ReadGt());
        Round[] rounds = new Round[count];
        for (int i = 0; i < count; i++)
        {
            rounds[i] = new Round(products[i].Left, products[i].Right, reader.ReadG1(), reader.ReadG1(),
                pairs[i].Left, pairs[i].Right, singles[i].Left, singles[i].Right);
        }

        return rounds;
    }
}
