using System.Collections.Concurrent;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Labels;

/// <summary>Where labels lie, and who has the memory when.</summary>
public sealed class LayerLabelsTests
{
    private const int Nodes = 64;
    private const ulong Size = Nodes * Digest.Size;
    private const int Line = 64;

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public unsafe void Two_side_by_side_have_each_node_in_one_line_and_each_place_once()
    {
        using LayerMemory even = LayerMemory.Allocate(Size), odd = LayerMemory.Allocate(Size);
        (LayerLabels first, LayerLabels second) = LayerLabels.Beside(even, odd);
        HashSet<nuint> places = [];
        for (ulong node = 0; node < Nodes; node++)
        {
            nuint one = (nuint)first.Places.Of(node), other = (nuint)second.Places.Of(node);
            Assert.Equal(one / Line, other / Line);
            Assert.True(places.Add(one) && places.Add(other));
        }
        Assert.All(places, place => Assert.True(IsIn(even, place) || IsIn(odd, place)));
        Assert.Equal((0, 1, first.Pair), (first.Seat, second.Seat, second.Pair));

        static bool IsIn(LayerMemory memory, nuint place) =>
            place >= (nuint)memory.Places.Even && place + Digest.Size <= (nuint)memory.Places.Even + (nuint)Size;
    }

    [Fact]
    public void Labels_are_read_in_order_wherever_they_lie()
    {
        using LayerMemory even = LayerMemory.Allocate(Size), odd = LayerMemory.Allocate(Size), alone = LayerMemory.Allocate(Size);
        (LayerLabels first, LayerLabels second) = LayerLabels.Beside(even, odd);
        byte[] room = [], small = new byte[Digest.Size];
        foreach ((LayerLabels labels, byte salt) in new[] { (first, (byte)1), (second, (byte)90), (LayerLabels.Alone(alone), (byte)180) })
        {
            for (ulong node = 0; node < Nodes; node++) At(labels, node).Fill((byte)(salt + node));
        }
        foreach ((LayerLabels labels, byte salt) in new[] { (first, (byte)1), (second, (byte)90), (LayerLabels.Alone(alone), (byte)180) })
        {
            byte[] expected = [.. Enumerable.Range(0, (int)Size).Select(i => (byte)(salt + i / Digest.Size))];
            Assert.Equal(expected, labels.Read(0, (int)Size, ref room).ToArray());
            Assert.Equal(expected[(3 * Digest.Size)..(8 * Digest.Size)], labels.Read(3 * Digest.Size, 5 * Digest.Size, ref small).ToArray());
            Assert.Equal(expected[^Digest.Size..], labels.Read(Size - Digest.Size, Digest.Size, ref room).ToArray());
            Assert.Throws<ArgumentOutOfRangeException>(() => _ = labels.Read(Size - Digest.Size, 2 * Digest.Size, ref room).Length);
        }

        static unsafe Span<byte> At(LayerLabels labels, ulong node) => new(labels.Places.Of(node), Digest.Size);
    }

    [Fact]
    public void Layers_of_different_lengths_do_not_lie_side_by_side()
    {
        using LayerMemory small = LayerMemory.Allocate(Size), large = LayerMemory.Allocate(2 * Size);
        Assert.Throws<ArgumentException>(() => LayerLabels.Beside(small, large));
    }

    [Fact]
    public async Task A_sector_has_its_memory_back_when_its_partner_needs_it_no_more_either()
    {
        using LayerBuffers ours = Buffers(Patience.Limit), theirs = Buffers(Patience.Limit);
        LayerMemory memory = ours.Take(Token);
        (LayerLabels labels, LayerLabels partners) = LayerLabels.Beside(memory, theirs.Take(Token));
        LayerMemory current = ours.Take(Token);
        labels.Dispose();
        labels.Dispose();
        Task<LayerMemory> next = Task.Run(() => ours.Take(Token), Token);
        Assert.False(next.IsCompleted);
        partners.Dispose();
        Assert.Same(memory, await next.WaitAsync(Patience.Limit, Token));
        current.Release();
        memory.Release();
        // What is free serves the next layer.
        Assert.Contains(ours.Take(Token), (IEnumerable<LayerMemory>)[current, memory]);
    }

    /// <summary>Not a third layer: a machine that has no more memory ends the worker.</summary>
    [Fact]
    public async Task A_sector_whose_partner_is_late_says_so_and_waits_for_its_own_memory()
    {
        ConcurrentQueue<string> warnings = [];
        using PagesDouble system = new();
        using LayerBuffers ours = Buffers(TimeSpan.FromMilliseconds(1), system, warnings.Enqueue), theirs = Buffers(Patience.Limit, system);
        LayerMemory memory = ours.Take(Token);
        (LayerLabels labels, LayerLabels partners) = LayerLabels.Beside(memory, theirs.Take(Token));
        LayerMemory previous = ours.Take(Token);
        labels.Dispose();
        Task<LayerMemory> next = Task.Run(() => ours.Take(Token), Token);
        await Patience.UntilAsync("the sector says that it waits", () => !warnings.IsEmpty);
        Assert.False(next.IsCompleted);
        partners.Dispose();
        Assert.Same(memory, await next.WaitAsync(Patience.Limit, Token));
        Assert.Equal(["s-1: waits for its memory, where labels of another sector lie that is late"], warnings);
        memory.Release();
        previous.Release();
        ours.Dispose();
        theirs.Dispose();
        Assert.Equal(2 * LayerBuffers.Count, system.Reserved.Count);
        Assert.Equal(system.Reserved.Order(), system.Released.Order());
    }

    /// <summary>The first layer of a sector may have got the only memory there is, and lie beside another's: nothing comes back then.</summary>
    [Fact]
    public void A_sector_that_has_all_that_it_lends_itself_does_not_wait_for_it()
    {
        int left = 1;
        using PagesDouble system = new() { MayReserve = () => left-- > 0 };
        using LayerBuffers ours = Buffers(Patience.Limit, system), theirs = Buffers(Patience.Limit);
        Assert.Throws<SealingException>(() => ours.Take(Token));
        (LayerLabels labels, LayerLabels partners) = LayerLabels.Beside(ours.Take(Token), theirs.Take(Token));
        Assert.Throws<SealingException>(() => ours.Take(Token));
        labels.Dispose();
        partners.Dispose();
    }

    [Fact]
    public void Memory_that_comes_back_to_a_sector_that_is_gone_is_given_up()
    {
        using PagesDouble system = new();
        LayerBuffers ours = Buffers(Patience.Limit, system), theirs = Buffers(Patience.Limit, system);
        (LayerLabels labels, LayerLabels partners) = LayerLabels.Beside(ours.Take(Token), theirs.Take(Token));
        labels.Dispose();
        ours.Dispose();
        int released = system.Released.Count;
        partners.Dispose();
        Assert.Equal(released + 1, system.Released.Count);
        theirs.Dispose();
        Assert.Equal(system.Reserved.Order(), system.Released.Order());
    }

    [Fact]
    public async Task A_sector_that_waits_for_its_memory_can_be_stopped()
    {
        using LayerBuffers ours = Buffers(Patience.Limit), theirs = Buffers(Patience.Limit);
        (LayerLabels labels, LayerLabels partners) = LayerLabels.Beside(ours.Take(Token), theirs.Take(Token));
        LayerMemory current = ours.Take(Token);
        labels.Dispose();
        using CancellationTokenSource stop = new();
        Task<LayerMemory> next = Task.Run(() => ours.Take(stop.Token), Token);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => next.WaitAsync(Patience.Limit, Token));
        partners.Dispose();
        current.Release();
    }

    private static LayerBuffers Buffers(TimeSpan patience, PagesDouble? system = null, Action<string>? warning = null)
    {
        SealingOptions options = new() { PartnerPatience = patience, Warning = warning };
        return new LayerBuffers(Size, system is null ? options : options with { Pages = system }, "s-1");
    }
}
