using System.Numerics;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Groth16.Tests.Constraints;

/// <summary>Values in four bits and in full.</summary>
public sealed class ValueListTests
{
    private const int Seed = 7;

    private static readonly Fr[] Small = [Fr.Zero, Fr.One, Fr.FromUInt64(2), -Fr.One];

    /// <summary>Runs of small numbers of every length, at every place of a word, with others between them; and parts of them.</summary>
    [Theory, InlineData(0), InlineData(10_000)]
    public void What_was_added_is_there(int capacity)
    {
        (ValueList list, List<Fr> expected) = Fill(new ValueList(capacity));
        Assert.Equal(expected, list);
        ValueList copy = new();
        foreach (int start in (int[])[0, 1, 63, 64, 65, 700, expected.Count])
        {
            foreach (int length in (int[])[0, 1, 63, 64, 65, 129, expected.Count])
            {
                int count = Math.Min(length, expected.Count - start);
                Fr[] read = new Fr[count];
                list.Read(start, read);
                Assert.Equal(expected.GetRange(start, count), read);
                copy.Clear();
                copy.Add(Fr.FromUInt64(9));
                list.AppendTo(copy, start, count);
                Assert.Equal([Fr.FromUInt64(9), .. read], copy);
            }
        }

        Assert.Throws<ArgumentOutOfRangeException>(() => list.Read(1, new Fr[expected.Count]));
        Assert.Throws<ArgumentOutOfRangeException>(() => list.AppendTo(copy, -1, 1));
    }

    [Fact]
    public void What_was_in_a_list_before_it_was_cleared_is_not_seen()
    {
        (ValueList list, List<Fr> expected) = Fill(new ValueList());
        list.Clear();
        list.AddBits(0, 64);
        list.AddBits(0, 1);
        Assert.Equal(Enumerable.Repeat(Fr.Zero, 65), list);
        list.Clear();
        Fill(list);
        Assert.Equal(expected, list);
    }

    /// <summary>What devices read: words from which every value can be told.</summary>
    [Fact]
    public void Words_and_others_tell_every_value()
    {
        (ValueList list, List<Fr> expected) = Fill(new ValueList());
        for (int i = 0; i < expected.Count; i++)
        {
            (ulong low, ulong high, ulong others, int before) = list.Words[i / ValueList.WordValues];
            int place = i % ValueList.WordValues, small = (int)(low >> place & 1 | (high >> place & 1) << 1);
            bool isOther = (others >> place & 1) != 0;
            Assert.True(!isOther || small == 0);
            Fr value = isOther ? list.Others[before + BitOperations.PopCount(others & (1UL << place) - 1)] : Small[small];
            Assert.Equal(expected[i], value);
            bool isBit = list.IsBit(i, out bool isOne);
            Assert.Equal(!isOther && small < 2, isBit);
            if (isBit) Assert.Equal(value == Fr.One, isOne);
        }
    }

    [Fact]
    public void Bits_are_gathered_with_and_without_an_instruction()
    {
        Random random = new(Seed);
        ulong[] words = [0, 1, 1UL << 63, ulong.MaxValue, .. Enumerable.Range(0, 50).Select(_ => (ulong)random.NextInt64() << 1 | 1)];
        foreach (ulong bits in words)
        {
            foreach (ulong which in words)
            {
                ulong expected = 0;
                for (int i = 0, next = 0; i < 64; i++)
                    if ((which >> i & 1) != 0) expected |= (bits >> i & 1) << next++;
                Assert.Equal(expected, BitsOf.Gather(bits, which));
                Assert.Equal(expected, BitsOf.GatherOneByOne(bits & which, which));
            }
        }
    }

    private static (ValueList List, List<Fr> Expected) Fill(ValueList list)
    {
        List<Fr> expected = [];
        Random random = new(Seed);
        for (int count = 0; count <= 64; count++)
        {
            ulong low = (ulong)random.NextInt64() << 1 | 1, high = (ulong)random.NextInt64();
            list.AddSmall(new SmallSide(low, high), count);
            expected.AddRange(Enumerable.Range(0, count).Select(i => Small[(int)(low >> i & 1 | (high >> i & 1) << 1)]));
            list.AddBits(low, count / 2);
            expected.AddRange(Enumerable.Range(0, count / 2).Select(i => Small[(int)(low >> i & 1)]));
            for (ulong other = 0; other < (ulong)count % 5; other++)
            {
                list.Add(Fr.FromUInt64(other));
                expected.Add(Fr.FromUInt64(other));
            }
        }

        return (list, expected);
    }
}
