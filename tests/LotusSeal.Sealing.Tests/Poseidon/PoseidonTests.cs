using System.Security.Cryptography;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Poseidon;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Poseidon;

public sealed class PoseidonTests
{
    public static TheoryData<string> Backends => SealingBackends.Available;

    [Theory]
    [InlineData(2, "c41d7cd3b2ba28ae887a38f81bac9351270f005400748d37210c9b566f9da416",
        "cf4dfb7448132022e22b32e3dce6b125cb06329448f9e8d8fe53a71c73cbe6d4")]
    [InlineData(4, "6509aff40161052b84d6401c4887e7fca124bd92cfd479c2e45e1bc1126b9d92",
        "91e463d6553415b3901b9f26b2ad53e6298ac3e5ab0ef260d397bafe8bdde98e")]
    [InlineData(8, "b814f78a11c131128fb62e1b0bd517f8c8d10ecabaf6acdfde5294e867f9f404",
        "9a4a743575f0eaf285c93d73f8adaf4e7ef4042c2445b42bddaf1a64e5face72")]
    [InlineData(11, "1826150ebfe44dcc63e146d1379e8bb9b877b0f67bb7fa0377f984429fac3682",
        "479dc0d71d694cd50d853dec0c94aeb37df2a69929eaa23b545a52b1226aec06")]
    public void Constants_are_the_published_ones(int arity, string optimised, string rounds)
    {
        PoseidonConstants constants = PoseidonConstants.ForArity(arity);
        Assert.Equal(optimised, Convert.ToHexStringLower(SHA256.HashData(constants.Write())));
        byte[] plain = new byte[constants.Rounds.Length * 32];
        for (int i = 0; i < constants.Rounds.Length; i++) constants.Rounds[i].Write(plain.AsSpan(i * 32));
        Assert.Equal(rounds, Convert.ToHexStringLower(SHA256.HashData(plain)));
    }

    [Theory, MemberData(nameof(Backends))]
    public void Digests_are_the_published_ones(string backend)
    {
        HashBackend hasher = SealingBackends.Create(backend).Hashes!;
        AssertDigests(hasher, 2, "ffe7029a363c202e9da6059d33a9fba661e1ef02d90f9e736ba5765ed7086539",
            "d413460e7f14e58b413d1defe188d36fb761afe5c6a733db6c6f1931130bfe48");
        AssertDigests(hasher, 4, "5d076266ff149801ec2713bf05466bfb99932279653cdb008a84e5a9104ba558",
            "bc11972b952e47641b62832393589af9eed366b878b8130f5f7e1ed875c4ce65");
        AssertDigests(hasher, 8, "e6a5386df534992ad9aec49c9d2e684b777067114200011255dea5a31d619423",
            "3a9bffca31b48234d189b30de60b7c33f529c08b0836a004f98938b614e6793f");
        AssertDigests(hasher, 11, "6331692bc3bbe3cec18fb0ccd8dcf3097ae8eb32e237a56c287f22e5b2c10f0c",
            "94fe4fc1d1b7c885c9538810707ed5691b68a11db65e2118cf928634ea2d1f44");
    }

    [Fact]
    public void Another_domain_tag_gives_another_hash()
    {
        PoseidonHasher hasher = new(2);
        Fr tag = Fr.FromUInt64(1UL << 40);
        Assert.Equal("b3f18da3b9c14f6cc04be465c31c812e95510e8eb8b13f75263ca08d5c127823", hasher.Hash([Fr.Zero, Fr.Zero], tag).ToString());
        Assert.Equal("587707bcc44ea7e5c7677339ea0b58e325fea03481c51fad4e92f0e7c4354a31", hasher.Hash([Fr.Zero, Fr.One], tag).ToString());
    }

    [Fact]
    public void Optimised_rounds_equal_the_plain_definition()
    {
        foreach (int arity in (int[])[2, 4, 8, 11])
        {
            PoseidonConstants constants = PoseidonConstants.ForArity(arity);
            Fr[] inputs = [.. Enumerable.Range(1, arity).Select(i => Fr.FromUInt64((ulong)i).Inverse())];
            Assert.Equal(Plain(constants, inputs), new PoseidonHasher(arity).Hash(inputs, constants.MerkleTag));
        }
    }

    [Theory, MemberData(nameof(Backends))]
    public void A_tree_of_four_leaves_has_the_published_root(string backend)
    {
        HashBackend hasher = SealingBackends.Create(backend).Hashes!;
        byte[] leaves = new byte[4 * 32];
        leaves[0] = leaves[3 * 32] = 1;
        byte[] row = Hash(hasher, 2, leaves);
        Assert.Equal("5e0b807960ff39b3af9430dcb30759ec264fa274cc03c093c36b78beff942f04", Convert.ToHexStringLower(row[..32]));
        Assert.Equal("71e691e2e38bbbefd25a2bcbb872cc77ae746bae8563eb30ebd96ab2b7ebff1e", Convert.ToHexStringLower(Hash(hasher, 2, row)));
    }

    private static Fr Plain(PoseidonConstants constants, Fr[] inputs)
    {
        int width = constants.Width, rounds = constants.Rounds.Length / width;
        Fr[] state = [constants.MerkleTag, .. inputs];
        for (int round = 0; round < rounds; round++)
        {
            bool full = round < 4 || round >= rounds - 4;
            for (int i = 0; i < width; i++) state[i] += constants.Rounds[round * width + i];
            for (int i = 0; i < (full ? width : 1); i++) state[i] = state[i].Quintic();
            Fr[] next = new Fr[width];
            for (int i = 0; i < width; i++)
                for (int j = 0; j < width; j++)
                    next[j] += state[i] * constants.Mixing[i * width + j];
            state = next;
        }
        return state[1];
    }

    private static void AssertDigests(HashBackend hasher, int arity, string counting, string zero)
    {
        byte[] nodes = new byte[2 * arity * 32];
        for (int i = 0; i < arity; i++) nodes[i * 32] = (byte)i;
        byte[] digests = Hash(hasher, arity, nodes);
        Assert.Equal(counting + zero, Convert.ToHexStringLower(digests));
    }

    private static byte[] Hash(HashBackend hasher, int arity, byte[] nodes)
    {
        byte[] digests = new byte[nodes.Length / arity];
        hasher.Poseidon(arity, nodes, digests);
        return digests;
    }
}
