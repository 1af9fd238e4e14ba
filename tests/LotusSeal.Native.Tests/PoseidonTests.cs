using System.Numerics;
using System.Security.Cryptography;
using LotusSeal.Native.Interop;

namespace LotusSeal.Native.Tests;

public unsafe class PoseidonTests
{
    private static readonly BigInteger Modulus = BigInteger.Parse("073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
        System.Globalization.NumberStyles.HexNumber);

    // porep.md 4.4.
    [Theory]
    [InlineData(2, 63, "cf4dfb7448132022e22b32e3dce6b125cb06329448f9e8d8fe53a71c73cbe6d4")]
    [InlineData(4, 64, "91e463d6553415b3901b9f26b2ad53e6298ac3e5ab0ef260d397bafe8bdde98e")]
    [InlineData(8, 65, "9a4a743575f0eaf285c93d73f8adaf4e7ef4042c2445b42bddaf1a64e5face72")]
    [InlineData(11, 65, "479dc0d71d694cd50d853dec0c94aeb37df2a69929eaa23b545a52b1226aec06")]
    public void Round_constants_have_the_digest_of_the_specification(int arity, int rounds, string sha256)
    {
        Assert.Equal(sha256, Convert.ToHexStringLower(SHA256.HashData(RoundConstants(arity, rounds))));
    }

    public static MatrixTheoryData<InstructionSets, string> Vectors => new(
        NativeVariants.All.Select(row => row.Data),
        [
            "2 ffe7029a363c202e9da6059d33a9fba661e1ef02d90f9e736ba5765ed7086539 d413460e7f14e58b413d1defe188d36fb761afe5c6a733db6c6f1931130bfe48",
            "4 5d076266ff149801ec2713bf05466bfb99932279653cdb008a84e5a9104ba558 bc11972b952e47641b62832393589af9eed366b878b8130f5f7e1ed875c4ce65",
            "8 e6a5386df534992ad9aec49c9d2e684b777067114200011255dea5a31d619423 3a9bffca31b48234d189b30de60b7c33f529c08b0836a004f98938b614e6793f",
            "11 6331692bc3bbe3cec18fb0ccd8dcf3097ae8eb32e237a56c287f22e5b2c10f0c 94fe4fc1d1b7c885c9538810707ed5691b68a11db65e2118cf928634ea2d1f44",
        ]);

    [Theory, MemberData(nameof(Vectors))]
    public void Digests_of_small_integers_and_of_zeros_are_those_of_the_specification(InstructionSets sets, string vector)
    {
        string[] parts = vector.Split(' ');
        int arity = int.Parse(parts[0]);
        byte[] nodes = new byte[2 * 32 * arity];
        for (int i = 0; i < arity; i++) nodes[32 * i] = (byte)i;
        byte[] digests = Hash(NativeVariants.Create(sets), arity, nodes, 2);
        Assert.Equal(parts[1], Convert.ToHexStringLower(digests, 0, 32));
        Assert.Equal(parts[2], Convert.ToHexStringLower(digests, 32, 32));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    [InlineData(8)]
    [InlineData(11)]
    public void The_portable_kernel_computes_the_plain_definition(int arity)
    {
        var random = new RandomNodes();
        byte[] nodes = new byte[5 * 32 * arity];
        random.Fill(nodes);
        byte[] digests = Hash(NativeVariants.Portable, arity, nodes, 5);
        for (int i = 0; i < 5; i++)
            Assert.Equal(PlainPoseidon(arity, nodes.AsSpan(32 * arity * i, 32 * arity)),
                new BigInteger(digests.AsSpan(32 * i, 32), isUnsigned: true));
    }

    public static MatrixTheoryData<InstructionSets, int> Arities => new(NativeVariants.All.Select(row => row.Data), [2, 4, 8, 11]);

    [Theory, MemberData(nameof(Arities))]
    public void Every_kernel_gives_the_digests_of_the_portable_one(InstructionSets sets, int arity)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        var random = new RandomNodes();
        foreach (int count in new[] { 0, 1, 7, 8, 9, 15, 17, 200 })
        {
            byte[] nodes = new byte[count * 32 * arity];
            random.Fill(nodes);
            Assert.Equal(Hash(NativeVariants.Portable, arity, nodes, count), Hash(backend, arity, nodes, count));
        }
    }

    public static MatrixTheoryData<InstructionSets, int> Layers => new(NativeVariants.All.Select(row => row.Data), [2, 11]);

    [Theory, MemberData(nameof(Layers))]
    public void Columns_are_hashed_as_the_nodes_of_each_layer_in_order(InstructionSets sets, int layerCount)
    {
        const int count = 21;
        NativeSealingBackend backend = NativeVariants.Create(sets);
        var random = new RandomNodes();
        byte[] columns = new byte[count * layerCount * 32];
        random.Fill(columns);
        // The columns start inside longer layers: the first and the last two nodes of each belong to nobody.
        const int margin = 2, stride = count + 2 * margin;
        using var layers = new GuardedBuffer(layerCount * stride * 32, misalignment: 3);
        for (int l = 0; l < layerCount; l++)
            for (int i = 0; i < count; i++) columns.AsSpan(32 * (i * layerCount + l), 32).CopyTo(layers.Span[(32 * (l * stride + margin + i))..]);
        using var digests = new GuardedBuffer(count * 32, misalignment: 9);
        backend.Hashes!.Columns(layers.Span, layerCount, margin, digests.Span);
        Assert.Equal(Hash(NativeVariants.Portable, layerCount, columns, count), digests.Span.ToArray());
    }

    [Fact]
    public void An_arity_that_sealing_does_not_use_is_refused()
    {
        Assert.Throws<ArgumentException>(() => Hash(NativeVariants.Portable, 3, new byte[96], 1));
    }

    private static byte[] Hash(NativeSealingBackend backend, int arity, byte[] input, int count)
    {
        using var nodes = new GuardedBuffer(input.Length, misalignment: 7);
        using var digests = new GuardedBuffer(count * 32, misalignment: 1);
        input.CopyTo(nodes.Span);
        backend.Hashes!.Poseidon(arity, nodes.Span, digests.Span);
        return digests.Span.ToArray();
    }

    private static byte[] RoundConstants(int arity, int rounds)
    {
        byte[] constants = new byte[rounds * (arity + 1) * 32];
        fixed (byte* p = constants) Assert.Equal(NativeStatus.Ok, NativeMethods.lotusseal_poseidon_round_constants((uint)arity, p));
        return constants;
    }

    /// <summary>porep.md 4.2 word for word, with big integers.</summary>
    private static BigInteger PlainPoseidon(int arity, ReadOnlySpan<byte> input)
    {
        int width = arity + 1, partial = arity switch { 2 => 55, 4 => 56, _ => 57 };
        byte[] constants = RoundConstants(arity, 8 + partial);
        var state = new BigInteger[width];
        state[0] = (1 << arity) - 1;
        for (int i = 0; i < arity; i++) state[i + 1] = new BigInteger(input.Slice(32 * i, 32), isUnsigned: true);
        BigInteger[] inverse = [.. Enumerable.Range(0, 2 * width).Select(i => BigInteger.ModPow(i + width, Modulus - 2, Modulus))];
        for (int round = 0; round < 8 + partial; round++)
        {
            for (int i = 0; i < width; i++) state[i] += new BigInteger(constants.AsSpan(32 * (round * width + i), 32), isUnsigned: true);
            int boxes = round < 4 || round >= 4 + partial ? width : 1;
            for (int i = 0; i < boxes; i++) state[i] = BigInteger.ModPow(state[i], 5, Modulus);
            state = [.. Enumerable.Range(0, width).Select(i =>
                Enumerable.Range(0, width).Aggregate(BigInteger.Zero, (sum, j) => sum + inverse[i + j] * state[j]) % Modulus)];
        }
        return state[1];
    }
}
