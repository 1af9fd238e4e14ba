using System.Numerics;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Tests;

public class EncodeTests
{
    private static readonly BigInteger Modulus = BigInteger.Parse("073eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001",
        System.Globalization.NumberStyles.HexNumber);

    [Theory, MemberData(nameof(NativeVariants.All), MemberType = typeof(NativeVariants))]
    public void Encoding_adds_labels_modulo_r_and_decoding_takes_them_away(InstructionSets sets)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        var random = new RandomNodes();
        foreach (int count in new[] { 0, 1, 5, 8, 13, 64, 1001 })
        {
            using var labels = new GuardedBuffer(count * 32, misalignment: 1);
            using var data = new GuardedBuffer(count * 32, misalignment: 2);
            using var replica = new GuardedBuffer(count * 32, misalignment: 3);
            using var decoded = new GuardedBuffer(count * 32, misalignment: 4);
            random.Fill(labels.Span);
            random.Fill(data.Span);
            backend.Hashes!.Encode(labels.Span, data.Span, replica.Span);
            backend.Hashes!.Decode(labels.Span, replica.Span, decoded.Span);
            Assert.Equal(data.Span.ToArray(), decoded.Span.ToArray());
            for (int i = 0; i < count; i++) Assert.Equal((Element(labels, i) + Element(data, i)) % Modulus, Element(replica, i));
        }
    }

    [Fact]
    public void Encoding_and_decoding_work_in_place()
    {
        using var labels = new GuardedBuffer(40 * 32);
        using var data = new GuardedBuffer(40 * 32);
        using var replica = new GuardedBuffer(40 * 32);
        var random = new RandomNodes();
        random.Fill(labels.Span);
        random.Fill(data.Span);
        byte[] original = data.Span.ToArray();
        HashBackend hashes = NativeVariants.Portable.Hashes!;
        hashes.Encode(labels.Span, data.Span, replica.Span);
        hashes.Encode(labels.Span, data.Span, data.Span);
        Assert.Equal(replica.Span.ToArray(), data.Span.ToArray());
        hashes.Decode(labels.Span, data.Span, data.Span);
        Assert.Equal(original, data.Span.ToArray());
    }

    private static BigInteger Element(GuardedBuffer buffer, int index) => new(buffer.Span.Slice(32 * index, 32), isUnsigned: true);
}
