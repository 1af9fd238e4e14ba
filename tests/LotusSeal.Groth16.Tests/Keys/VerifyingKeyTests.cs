using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Tests.Support;

namespace LotusSeal.Groth16.Tests.Keys;

/// <summary>Files of keys, whole and damaged.</summary>
public sealed class VerifyingKeyTests
{
    private static readonly byte[] Good = ProofVector.Find("2kib fixed").Key;

    [Fact]
    public void A_key_may_have_something_behind_it()
    {
        VerifyingKey key = VerifyingKey.Read([.. Good, 1, 2, 3], out int length);
        Assert.Equal((Good.Length, 40), (length, key.Inputs.Count));
    }

    [Theory]
    [InlineData(0, "at least 868 bytes, not 0")]
    [InlineData(867, "at least 868 bytes")]
    [InlineData(868, "a verifying key with 40 points has 4708 bytes, not 868")]
    [InlineData(4707, "4708 bytes, not 4707")]
    public void A_short_file_is_told(int length, string reason) => Refuses(Good[..length], reason);

    [Fact]
    public void Points_that_are_none_are_told()
    {
        Refuses(With(10, 1), "not on the curve");
        Refuses(With(864 + 2, 0x70), "bytes, not");
        Refuses([.. Good[..864], 0, 0, 0, 0], "0 points");
        Refuses([.. Good[..864], 0xff, 0xff, 0xff, 0xff], "points for public inputs");
        byte[] infinity = [0x40, .. new byte[95]];
        Refuses([.. infinity, .. Good[96..]], "infinity");
        Refuses([.. Good[..^96], .. infinity], "infinity");
    }

    private static byte[] With(int index, byte change)
    {
        byte[] changed = [.. Good];
        changed[index] ^= change;
        return changed;
    }

    private static void Refuses(byte[] bytes, string reason) =>
        Assert.Contains(reason, Assert.Throws<FormatException>(() => VerifyingKey.Read(bytes, out _)).Message, StringComparison.Ordinal);
}
