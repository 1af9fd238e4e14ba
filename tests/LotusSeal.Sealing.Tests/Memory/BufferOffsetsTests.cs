using LotusSeal.Sealing.Memory;

namespace LotusSeal.Sealing.Tests.Memory;

public sealed unsafe class BufferOffsetsTests
{
    private const ulong Length = 2 << 20;

    [Fact]
    public void Buffers_that_live_together_begin_at_different_places_of_a_page()
    {
        BufferOffsets offsets = new();
        int[] taken = [.. Enumerable.Range(0, BufferOffsets.Places).Select(_ => offsets.Take())];
        Assert.Equal(taken.Length, taken.Distinct().Count());
        Assert.All(taken, offset => Assert.True(offset % BufferOffsets.Step == 0 && offset is >= 0 and < 4096));
        // Four buffers are two chains: they are as far from each other as they can be.
        Assert.Equal([0, 1024, 2048, 3072], taken[..4].Order());
    }

    [Fact]
    public void A_place_is_taken_again_when_its_buffer_is_gone_and_shared_when_all_are_taken()
    {
        BufferOffsets offsets = new();
        int[] taken = [.. Enumerable.Range(0, BufferOffsets.Places).Select(_ => offsets.Take())];
        Assert.Equal(taken[0], offsets.Take());
        offsets.Return(taken[5]);
        Assert.Equal(taken[5], offsets.Take());
    }

    /// <summary>Pages begin at multiples of 2 MiB, so without the offsets every buffer would begin at the same place.</summary>
    [Fact]
    public void The_buffers_of_two_chains_never_agree_in_the_low_bits_of_their_addresses()
    {
        BufferOffsets offsets = new();
        PageMemory[] buffers = [.. Enumerable.Range(0, 4).Select(_ =>
            PageMemory.Allocate(PageMemory.System, offsets, Length, null, TestContext.Current.CancellationToken))];
        ulong[] places = [.. buffers.Select(buffer => (ulong)buffer.Start % 4096).Order()];
        for (int i = 0; i < places.Length; i++)
        {
            ulong next = i + 1 < places.Length ? places[i + 1] : places[0] + 4096;
            Assert.True(next - places[i] >= 1024, string.Join(", ", places));
        }

        Assert.All(buffers, buffer => Assert.True((ulong)buffer.Start % (2 << 20) < 4096));
        foreach (PageMemory buffer in buffers) buffer.Dispose();
    }
}
