using System.Security.Cryptography;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;

namespace LotusSeal.Groth16.Tests.Pairings;

/// <summary>Values of pairings as bytes (snarkpack.md 1).</summary>
public sealed class GtFormatTests
{
    private static readonly Fp12 Value = Pairing.Product([G1.Generator], [G2.Generator]);

    [Fact]
    public void The_pairing_of_the_generators_has_the_bytes_that_everybody_hashes()
    {
        byte[] bytes = new byte[GtFormat.Size];
        GtFormat.Write(Value, bytes);
        Assert.Equal("ff9912603bb02b77bc6ec1deaeddf9d1fee40ac17a781fb13c9c6e7a9f74d22b", Convert.ToHexStringLower(SHA256.HashData(bytes)));
    }

    [Fact]
    public void A_value_is_read_as_it_was_written()
    {
        byte[] bytes = new byte[GtFormat.CompressedSize];
        foreach (Fp12 value in (Fp12[])[Value, Value.Conjugate(), Value.Square(), Value * Value.Square()])
        {
            GtFormat.WriteCompressed(value, bytes);
            Assert.Equal(value, GtFormat.ReadCompressed(bytes));
        }
    }

    /// <summary>One has no torus form, and the form of zero is that of minus one, which is of order two.</summary>
    [Fact]
    public void One_and_minus_one_have_no_bytes()
    {
        byte[] bytes = new byte[GtFormat.CompressedSize];
        Assert.Throws<FormatException>(() => GtFormat.WriteCompressed(Fp12.One, bytes));
        Assert.Contains("prime order", Assert.Throws<FormatException>(() => GtFormat.ReadCompressed(bytes)).Message);
    }

    [Fact]
    public void Values_that_are_no_pairing_are_refused()
    {
        byte[] bytes = new byte[GtFormat.CompressedSize];
        GtFormat.WriteCompressed(Value, bytes);
        for (int at = 0; at < bytes.Length; at += 40)
        {
            byte[] changed = [.. bytes];
            changed[at] ^= 1;
            Assert.Throws<FormatException>(() => GtFormat.ReadCompressed(changed));
        }

        byte[] large = [.. bytes];
        large.AsSpan(0, Fp.Size).Fill(0xff);
        Assert.Contains("modulus", Assert.Throws<FormatException>(() => GtFormat.ReadCompressed(large)).Message);
        Assert.Contains("288", Assert.Throws<FormatException>(() => GtFormat.ReadCompressed(bytes[1..])).Message);
    }
}
