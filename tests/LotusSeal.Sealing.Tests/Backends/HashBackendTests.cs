using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Backends;

public sealed class HashBackendTests
{
    private readonly CountingHashes _hashes = new();

    public static TheoryData<string> Backends => SealingBackends.Available;

    [Theory]
    [InlineData(64, 31)]
    [InlineData(63, 32)]
    [InlineData(32, 32)]
    [InlineData(128, 32)]
    [InlineData(64, 0)]
    public void Pairs_of_other_lengths_are_refused(int nodes, int digests) =>
        AssertRefused(hashes => hashes.HashPairs(new byte[nodes], new byte[digests]));

    [Theory]
    [InlineData(2, 64, 64)]
    [InlineData(8, 255, 32)]
    [InlineData(8, 256, 31)]
    [InlineData(3, 96, 32)]
    [InlineData(0, 0, 32)]
    public void Poseidon_of_other_lengths_or_arities_is_refused(int arity, int nodes, int digests) =>
        AssertRefused(hashes => hashes.Poseidon(arity, new byte[nodes], new byte[digests]));

    [Theory]
    [InlineData(256, 2, 0, 160)]
    [InlineData(256, 2, 3, 64)]
    [InlineData(256, 2, -1, 32)]
    [InlineData(256, 2, int.MaxValue, 64)]
    [InlineData(224, 2, 0, 32)]
    [InlineData(256, 4, 0, 32)]
    [InlineData(256, 2, 0, 33)]
    public void Columns_outside_the_layers_are_refused(int layers, int layerCount, int first, int digests) =>
        AssertRefused(hashes => hashes.Columns(new byte[layers], layerCount, first, new byte[digests]));

    [Theory]
    [InlineData(64, 64, 32)]
    [InlineData(64, 32, 64)]
    [InlineData(32, 64, 64)]
    [InlineData(33, 33, 33)]
    public void Encoding_and_decoding_of_unequal_lengths_are_refused(int labels, int from, int to)
    {
        AssertRefused(hashes => hashes.Encode(new byte[labels], new byte[from], new byte[to]));
        AssertRefused(hashes => hashes.Decode(new byte[labels], new byte[from], new byte[to]));
    }

    [Fact]
    public void Digests_over_their_own_nodes_are_refused()
    {
        byte[] memory = new byte[96];
        AssertRefused(hashes => hashes.HashPairs(memory.AsSpan(0, 64), memory.AsSpan(32, 32)));
        AssertRefused(hashes => hashes.Poseidon(2, memory.AsSpan(0, 64), memory.AsSpan(32, 32)));
        AssertRefused(hashes => hashes.Columns(memory.AsSpan(0, 64), 2, 0, memory.AsSpan(32, 32)));
    }

    [Fact]
    public void Nothing_to_do_does_not_enter_the_backend()
    {
        _hashes.HashPairs([], []);
        _hashes.Poseidon(11, [], []);
        _hashes.Columns(new byte[64], 2, 1, []);
        _hashes.Encode([], [], []);
        _hashes.Decode([], [], []);
        Assert.Equal(0, _hashes.Calls);
    }

    [Theory, MemberData(nameof(Backends))]
    public void A_column_is_the_same_nodes_of_every_layer(string backend)
    {
        HashBackend hashes = SealingBackends.Create(backend).Hashes!;
        const int nodes = 9, first = 4, count = 3;
        byte[] layers = new byte[11 * nodes * 32], columns = new byte[count * 32];
        for (int i = 0; i < layers.Length; i++) layers[i] = (byte)(i % 97);
        hashes.Columns(layers, 11, first, columns);
        for (int i = 0; i < count; i++)
        {
            byte[] column = [.. Enumerable.Range(0, 11).SelectMany(layer => layers.AsSpan((layer * nodes + first + i) * 32, 32).ToArray())];
            byte[] digest = new byte[32];
            hashes.Poseidon(11, column, digest);
            Assert.Equal(digest, columns[(32 * i)..(32 * i + 32)]);
        }
    }

    private void AssertRefused(Action<HashBackend> call)
    {
        Assert.ThrowsAny<ArgumentException>(() => call(_hashes));
        Assert.Equal(0, _hashes.Calls);
    }

    private sealed class CountingHashes() : HashBackend("counting")
    {
        public int Calls { get; private set; }

        protected override void HashPairsCore(ReadOnlySpan<byte> nodes, Span<byte> digests) => Calls++;

        protected override void PoseidonCore(int arity, ReadOnlySpan<byte> nodes, Span<byte> digests) => Calls++;

        protected override void ColumnsCore(ReadOnlySpan<byte> layers, int layerCount, int first, Span<byte> digests) => Calls++;

        protected override void EncodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> data, Span<byte> replica) => Calls++;

        protected override void DecodeCore(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> replica, Span<byte> data) => Calls++;
    }
}
