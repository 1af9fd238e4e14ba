using FsCheck;
using FsCheck.Xunit;

namespace LotusSeal.Storage.Tests;

public class RlePlusTests
{
    [Theory]
    [InlineData(0, 2048, "041002")]
    [InlineData(0, 1024, "041001")]
    [InlineData(1024, 1024, "0010014004")]
    [InlineData(0, 8L << 20, "04101090")]
    [InlineData(0, 32L << 30, "041010101030")]
    public void Known_maps_have_the_bytes_of_the_specification(long offset, long size, string hex)
    {
        ByteRuns runs = new([new ByteRange((ulong)offset, (ulong)size)]);
        Assert.Equal(hex, Convert.ToHexStringLower(RlePlus.Encode(runs)));
        Assert.Equal(runs.Ranges, RlePlus.Decode(Convert.FromHexString(hex), (ulong)(offset + size)).Ranges);
    }

    [Fact]
    public void The_empty_set_has_no_bytes()
    {
        Assert.Empty(RlePlus.Encode(new ByteRuns()));
        Assert.Empty(RlePlus.Decode([], 2048).Ranges);
    }

    [Property]
    public void Every_set_survives_the_round_trip((ushort Gap, ushort Size)[] steps)
    {
        ByteRuns runs = new();
        ulong at = 0;
        foreach ((ushort gap, ushort size) in steps)
        {
            runs.Add(new ByteRange(at + gap, size));
            at += (ulong)gap + size;
        }

        Assert.Equal(runs.Ranges, RlePlus.Decode(RlePlus.Encode(runs), at + 1).Ranges);
    }

    [Property(MaxTest = 2000)]
    public void Hostile_bytes_are_refused_or_stay_inside_the_limit(byte[] bytes)
    {
        const ulong limit = 1 << 20;
        try
        {
            Assert.True(RlePlus.Decode(bytes, limit).End <= limit);
        }
        catch (InvalidDataException)
        {
            // Refused: fine.
        }
    }

    [Theory]
    [InlineData("05")] // version 1
    [InlineData("04ffffffffffffffffffffffffff0f")] // goes on for ever
    [InlineData("041010101030")] // 32 GiB in a small file
    public void Damaged_maps_are_refused(string hex) => Assert.Throws<InvalidDataException>(() => RlePlus.Decode(Convert.FromHexString(hex), 64));

    [Property]
    public void Runs_agree_with_a_plain_bit_set((byte Offset, byte Size, bool Add)[] steps)
    {
        ByteRuns runs = new();
        bool[] bits = new bool[600];
        foreach ((byte offset, byte size, bool add) in steps)
        {
            if (add) runs.Add(new ByteRange(offset, size));
            else runs.Remove(new ByteRange(offset, size));
            Array.Fill(bits, add, offset, size);
        }

        for (int i = 0; i < bits.Length; i++) Assert.Equal(bits[i], runs.Contains(new ByteRange((ulong)i, 1)));
        Assert.Equal(runs.Ranges.OrderBy(range => range.Offset), runs.Ranges);
        for (int i = 1; i < runs.Ranges.Count; i++) Assert.True(runs.Ranges[i - 1].End < runs.Ranges[i].Offset);
    }
}
