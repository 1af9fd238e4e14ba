using System.Security.Cryptography;
using FsCheck.Xunit;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.Sealing.Tests.Pieces;

public sealed class Fr32Tests
{
    [Property(MaxTest = 200)]
    public void Unpadding_undoes_padding(byte[] seed, byte blocks)
    {
        byte[] data = new byte[127 * (blocks % 5 + 1)];
        for (int i = 0; i < data.Length; i++) data[i] = (byte)(seed.Length == 0 ? i : seed[i % seed.Length] * (i / seed.Length + 1) + i);
        byte[] padded = new byte[data.Length / 127 * 128], back = new byte[data.Length];
        Fr32.Pad(data, padded);
        for (int i = 31; i < padded.Length; i += 32) Assert.Equal(0, padded[i] & 0xc0);
        Fr32.Unpad(padded, back);
        Assert.Equal(data, back);
    }

    [Property(MaxTest = 100)]
    public void Padding_takes_254_bits_at_a_time(byte[] seed)
    {
        byte[] data = new byte[127], padded = new byte[128];
        for (int i = 0; i < 127; i++) data[i] = (byte)(seed.Length == 0 ? 0xa5 : seed[i % seed.Length] ^ i * 31);
        Fr32.Pad(data, padded);
        for (int bit = 0; bit < 1016; bit++)
        {
            int target = bit / 254 * 256 + bit % 254;
            Assert.Equal(data[bit / 8] >> bit % 8 & 1, padded[target / 8] >> target % 8 & 1);
        }
    }

    [Fact]
    public void Padding_of_the_reference_s_bytes_has_its_digest()
    {
        byte[] data = [.. Enumerable.Range(0, 2032).Select(i => (byte)(i % 251))], padded = new byte[2048];
        Fr32.Pad(data, padded);
        Assert.Equal("a78645fa7edc87a87196ddbc7818bd08abaaa523ec8947fba4f50c6724ec8bad", Convert.ToHexStringLower(SHA256.HashData(padded)));
    }

    [Theory, InlineData(126), InlineData(128), InlineData(1)]
    public void Broken_blocks_are_refused(int length) =>
        Assert.Throws<ArgumentException>(() => Fr32.Pad(new byte[length], new byte[256]));
}
