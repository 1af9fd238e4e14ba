using System.Security.Cryptography;

namespace LotusSeal.Native.Tests;

public class PairHashTests
{
    // porep.md 2.4: padded piece sizes 64 B to 64 GiB.
    private const string ZeroPieces = """
        f5a5fd42d16a20302798ef6ed309979b43003d2320d9f0e8ea9831a92759fb0b 3731bb99ac689f66eef5973e4a94da188f4ddcae580724fc6f3fd60dfd488333
        642a607ef886b004bf2c1978463ae1d4693ac0f410eb2d1b7a47fe205e5e750f 57a2381a28652bf47f6bef7aca679be4aede5871ab5cf3eb2c08114488cb8526
        1f7ac9595510e09ea41c460b176430bb322cd6fb412ec57cb17d989a4310372f fc7e928296e516faade986b28f92d44a4f24b935485223376a799027bc18f833
        08c47b38ee13bc43f41b915c0eed9911a26086b3ed62401bf9d58b8d19dff624 b2e47bfb11facd941f62af5c750f3ea5cc4df517d5c4f16db2b4d77baec1a32f
        """;

    private const string ZeroPiece64GiB = "e64005a6bfe3777953b8ad6ef93f0fca1049b2041654f2a411f7702799cece02";

    [Theory, MemberData(nameof(NativeVariants.All), MemberType = typeof(NativeVariants))]
    public void The_chain_of_zero_pieces_is_that_of_the_specification(InstructionSets sets)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        string[] expected = ZeroPieces.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        byte[] digest = new byte[32];
        for (int step = 0; step < 31; step++)
        {
            digest = Hash(backend, [.. digest, .. digest], 1);
            if (step < expected.Length) Assert.Equal(expected[step], Convert.ToHexStringLower(digest));
        }
        Assert.Equal(ZeroPiece64GiB, Convert.ToHexStringLower(digest));
    }

    [Theory, MemberData(nameof(NativeVariants.All), MemberType = typeof(NativeVariants))]
    public void Digests_of_random_pairs_are_truncated_SHA_256(InstructionSets sets)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        var random = new RandomNodes();
        foreach (int count in new[] { 0, 1, 2, 3, 4, 5, 15, 16, 17, 31, 33, 100 })
        {
            byte[] pairs = new byte[count * 64];
            random.Fill(pairs);
            byte[] digests = Hash(backend, pairs, count);
            for (int i = 0; i < count; i++)
            {
                byte[] expected = SHA256.HashData(pairs.AsSpan(64 * i, 64));
                expected[31] &= 0x3f;
                Assert.Equal(expected, digests[(32 * i)..(32 * i + 32)]);
            }
        }
    }

    private static byte[] Hash(NativeSealingBackend backend, byte[] pairs, int count)
    {
        using var nodes = new GuardedBuffer(pairs.Length, misalignment: 3);
        using var digests = new GuardedBuffer(count * 32, misalignment: 5);
        pairs.CopyTo(nodes.Span);
        backend.Hashes!.HashPairs(nodes.Span, digests.Span);
        return digests.Span.ToArray();
    }
}
