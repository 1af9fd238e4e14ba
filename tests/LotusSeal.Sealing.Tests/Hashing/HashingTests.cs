using System.Security.Cryptography;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Tests.Hashing;

public sealed class HashingTests
{
    [Fact]
    public void Blake2b_of_abc_is_that_of_rfc_7693()
    {
        byte[] digest = new byte[64];
        Blake2b.Hash("abc"u8, default, digest);
        Assert.Equal(
            "ba80a53f981c4d0d6a2797b69f12f6e94c212f14685ac4b74b12bb6fdbffa2d17d87c5392aab792dc252d5de4533cc9518d38aa8dbf1925ab92386edd4009923",
            Convert.ToHexStringLower(digest));
    }

    [Theory]
    [InlineData(0,
        "10ebb67700b1868efb4417987acf4690ae9d972fb7a590c2f02871799aaa4786b5e996e8f0f4eb981fc214b005f42d2ff4233499391653df7aefcbc13fc51568")]
    [InlineData(1,
        "961f6dd1e4dd30f63901690c512e78e4b45e4742ed197c3c5e45c549fd25f2e4187b0bc9fe30492b16b0d0bc4ef9b0f34c7003fac09a5ef1532e69430234cebd")]
    [InlineData(255,
        "142709d62e28fcccd0af97fad0f8465b971e82201dc51070faa0372aa43e92484be1c1e73ba10906d5d1853db6a4106e0a7bf9800d373d6dee2d46d62ef2a461")]
    public void Keyed_Blake2b_agrees_with_the_published_vectors(int length, string expected)
    {
        byte[] key = [.. Enumerable.Range(0, 64).Select(i => (byte)i)], data = [.. Enumerable.Range(0, length).Select(i => (byte)i)],
            digest = new byte[64];
        Blake2b.Hash(data, key, digest);
        Assert.Equal(expected, Convert.ToHexStringLower(digest));
    }

    [Fact]
    public void Blake2b_of_parts_is_that_of_the_whole()
    {
        Random random = new(3);
        foreach (int length in (int[])[0, 1, 127, 128, 129, 255, 256, 257, 384, 5000])
        {
            byte[] data = new byte[length], whole = new byte[64];
            random.NextBytes(data);
            Blake2b.Hash(data, default, whole);
            for (int round = 0; round < 20; round++)
            {
                Blake2bStream stream = new();
                for (int at = 0; at < length;)
                {
                    int part = random.Next(0, Math.Min(300, length - at) + 1);
                    stream.Append(data.AsSpan(at, part));
                    at += part;
                }

                Assert.Equal(whole, stream.Finish());
            }
        }
    }

    [Fact]
    public void ChaCha20_block_is_that_of_rfc_8439()
    {
        byte[] key = [.. Enumerable.Range(0, 32).Select(i => (byte)i)];
        uint[] words = new uint[16];
        ChaCha.Block(20, key, Convert.FromHexString("01000000000000090000004a00000000"), words);
        Assert.Equal([0xe4e7f110, 0x15593bd1, 0x1fdd0f50, 0xc47120a3], words[..4]);
        Assert.Equal(0x4e3c50a2u, words[15]);
    }

    [Fact]
    public void Sha254_clears_the_two_top_bits()
    {
        byte[] data = [1, 2, 3], expected = SHA256.HashData(data);
        expected[31] &= 0x3f;
        Assert.Equal(expected, Sha254.Hash(data).ToArray());
    }
}
