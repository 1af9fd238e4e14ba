using System.Reflection;

namespace LotusSeal.Sealing.Tests.Primitives;

/// <summary>What must not be mixed up does not turn into another by itself.</summary>
public sealed class DistinctTypeTests
{
    private const string Hex = "000102030405060708090a0b0c0d0e0f101112131415161718191a1b1c1d1e1f";

    public static TheoryData<Type> Types =>
        [typeof(Digest), typeof(SealTicket), typeof(InteractiveSeed), typeof(CommD), typeof(CommR), typeof(PaddedSize), typeof(UnpaddedSize)];

    [Theory, MemberData(nameof(Types))]
    public void No_type_has_a_conversion_operator(Type type) =>
        Assert.DoesNotContain(type.GetMethods(BindingFlags.Public | BindingFlags.Static), method => method.Name is "op_Implicit" or "op_Explicit");

    [Fact]
    public void Each_keeps_its_bytes_and_prints_them_in_hexadecimal()
    {
        Digest digest = Digest.FromHex(Hex);
        SealTicket ticket = new(digest);
        InteractiveSeed seed = new(digest);
        CommD commD = new(digest);
        CommR commR = new(digest);
        Assert.Equal([Hex, Hex, Hex, Hex], [$"{ticket}", $"{seed}", $"{commD}", $"{commR}"]);
        Assert.Equal([digest, digest, digest, digest], [ticket.Value, seed.Value, commD.Value, commR.Value]);
        foreach (byte[] bytes in (byte[][])[ticket.Span.ToArray(), seed.Span.ToArray(), commD.Span.ToArray(), commR.Span.ToArray()])
            Assert.Equal(digest.ToArray(), bytes);
    }

    [Fact]
    public void Equality_is_that_of_the_bytes()
    {
        Digest digest = Digest.FromHex(Hex);
        Assert.Equal((new SealTicket(digest), new InteractiveSeed(digest)), (new SealTicket(digest), new InteractiveSeed(digest)));
        Assert.NotEqual((new CommD(digest), new CommR(digest)), (default(CommD), new CommR(digest)));
        Assert.NotEqual((new CommD(digest), new CommR(digest)), (new CommD(digest), default(CommR)));
    }
}
