using System.Buffers.Binary;
using LotusSeal.Groth16.Aggregation;
using LotusSeal.Groth16.Tests.Support;

namespace LotusSeal.Groth16.Tests.Aggregation;

/// <summary>Files of keys that are not what they say.</summary>
public sealed class AggregationKeyTests
{
    private const int Powers = 64, PointsOfFirst = 48, PointsOfSecond = 96;

    [Fact]
    public void A_key_is_for_half_as_many_proofs_as_it_has_powers()
    {
        using FileStream file = AggregateVector.OpenKey();
        Assert.Equal(32, AggregationKey.ReadToAggregate(file, 32).Count);
        Assert.Contains("at most 32 proofs, not 64", Assert.Throws<FormatException>(() => AggregationKey.ReadToAggregate(file, 64)).Message);
        Assert.Throws<ArgumentException>(() => AggregationKey.ReadToAggregate(file, 3));
    }

    [Fact]
    public void A_file_that_ends_early_is_none()
    {
        byte[] bytes = Bytes();
        foreach (int length in (int[])[0, 3, 4 + Powers * PointsOfFirst, bytes.Length - 1])
        {
            using MemoryStream cut = new(bytes[..length]);
            Assert.ThrowsAny<Exception>(() => AggregationKey.ReadToVerify(cut));
        }
    }

    [Theory]
    [InlineData(0u, "has 0 powers")]
    [InlineData(1u, "has 1 powers")]
    [InlineData(65_536u, "which it has not")]
    [InlineData(uint.MaxValue, "which it has not")]
    public void A_wrong_number_of_powers_is_named(uint count, string message)
    {
        byte[] bytes = Bytes();
        BinaryPrimitives.WriteUInt32BigEndian(bytes, count);
        using MemoryStream file = new(bytes);
        Assert.Contains(message, Assert.Throws<FormatException>(() => AggregationKey.ReadToVerify(file)).Message);
    }

    [Theory]
    [InlineData(4 + PointsOfFirst + 47, "key of aggregates")]
    [InlineData(2 * (4 + Powers * PointsOfFirst) + 4 + PointsOfSecond + 95, "key of aggregates")]
    public void A_changed_power_is_named(int at, string message)
    {
        byte[] bytes = Bytes();
        bytes[at] ^= 1;
        using MemoryStream file = new(bytes);
        Assert.Contains(message, Assert.Throws<FormatException>(() => AggregationKey.ReadToVerify(file)).Message);
    }

    /// <summary>The first power is the generator: of another one every aggregate would hold that is of it.</summary>
    [Fact]
    public void Other_generators_are_refused()
    {
        byte[] bytes = Bytes();
        bytes.AsSpan(4 + PointsOfFirst, PointsOfFirst).CopyTo(bytes.AsSpan(4));
        using MemoryStream file = new(bytes);
        Assert.Contains("generator", Assert.Throws<FormatException>(() => AggregationKey.ReadToVerify(file)).Message);
    }

    private static byte[] Bytes()
    {
        using FileStream file = AggregateVector.OpenKey();
        byte[] bytes = new byte[file.Length];
        file.ReadExactly(bytes);
        return bytes;
    }
}
