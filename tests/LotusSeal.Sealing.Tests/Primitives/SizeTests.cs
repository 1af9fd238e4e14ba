using FsCheck.Xunit;

namespace LotusSeal.Sealing.Tests.Primitives;

public sealed class SizeTests
{
    private const ulong LargestPadded = ulong.MaxValue - PaddedSize.Block + 1;

    [Theory]
    [InlineData(0, 0)]
    [InlineData(127, 128)]
    [InlineData(381, 384)]
    [InlineData(2032, 2048)]
    [InlineData(34091302912, 34359738368)]
    [InlineData(LargestPadded / 128 * 127, LargestPadded)]
    public void A_size_is_converted_both_ways(ulong unpadded, ulong padded)
    {
        Assert.Equal(new PaddedSize(padded), new UnpaddedSize(unpadded).ToPadded());
        Assert.Equal(new UnpaddedSize(unpadded), new PaddedSize(padded).ToUnpadded());
        Assert.Equal(($"{unpadded}", $"{padded}"), (new UnpaddedSize(unpadded).ToString(), new PaddedSize(padded).ToString()));
    }

    [Property]
    public bool A_sum_of_padded_sizes_is_the_padded_sum(uint first, uint second)
    {
        UnpaddedSize left = new(127UL * first), right = new(127UL * second);
        return left.ToPadded() + right.ToPadded() == new UnpaddedSize(left.Bytes + right.Bytes).ToPadded();
    }

    [Theory, InlineData(1), InlineData(126), InlineData(128), InlineData(ulong.MaxValue)]
    public void Bytes_that_are_no_whole_unpadded_blocks_are_named(ulong bytes) =>
        Assert.Contains($"{bytes} unpadded bytes are no whole blocks", Assert.Throws<SealingException>(() => new UnpaddedSize(bytes)).Message);

    [Theory, InlineData(1), InlineData(127), InlineData(254), InlineData(ulong.MaxValue)]
    public void Bytes_that_are_no_whole_padded_blocks_are_named(ulong bytes) =>
        Assert.Contains($"{bytes} padded bytes are no whole blocks", Assert.Throws<SealingException>(() => new PaddedSize(bytes)).Message);

    [Fact]
    public void A_size_that_cannot_be_counted_after_padding_is_refused()
    {
        const ulong TooLarge = 127UL << 57;
        Assert.Contains($"{TooLarge}", Assert.Throws<SealingException>(() => new UnpaddedSize(TooLarge)).Message);
        Assert.False(UnpaddedSize.IsPieceSize(TooLarge));
        Assert.True(UnpaddedSize.IsPieceSize(TooLarge / 2));
        Assert.Throws<OverflowException>(() => new PaddedSize(LargestPadded) + new PaddedSize(128));
    }

    [Theory]
    [InlineData(0, false)]
    [InlineData(126, false)]
    [InlineData(127, true)]
    [InlineData(128, false)]
    [InlineData(254, true)]
    [InlineData(381, false)]
    [InlineData(2032, true)]
    public void A_piece_has_a_power_of_two_of_blocks(ulong bytes, bool isPiece)
    {
        Assert.Equal(isPiece, UnpaddedSize.IsPieceSize(bytes));
        if (isPiece) Assert.Equal(bytes, UnpaddedSize.OfPiece(bytes).Bytes);
        else Assert.Contains($"A piece of {bytes} ", Assert.Throws<SealingException>(() => UnpaddedSize.OfPiece(bytes)).Message);
    }

    [Fact]
    public void A_sector_holds_127_of_128_bytes() =>
        Assert.Equal(new UnpaddedSize(2032), PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1).DataSize);
}
