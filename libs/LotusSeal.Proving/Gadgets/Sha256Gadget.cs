using System.Buffers.Binary;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>SHA-256 of bits (porep.md 8.2).</summary>
internal static class Sha256Gadget
{
    private const int BlockBits = 512, LengthBits = 64, Rounds = 64;

    private static readonly uint[] InitialState =
        [0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19];

    private static readonly uint[] RoundConstants =
    [
        0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
        0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
        0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
        0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
        0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
        0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
        0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
        0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
    ];

    /// <summary>The digest of a message, both with the most significant bit of each byte first.</summary>
    public static Bit[] Hash(ConstraintSystem system, ReadOnlySpan<Bit> message)
    {
        Bit[] padded = Pad(message);
        Word[] state = [.. InitialState.Select(Word.Constant)];
        for (int block = 0; block < padded.Length; block += BlockBits) state = Compress(system, state, padded.AsSpan(block, BlockBits));
        Bit[] digest = new Bit[state.Length * Word.Size];
        for (int i = 0; i < digest.Length; i++) digest[i] = state[i / Word.Size][Word.Size - 1 - i % Word.Size];
        return digest;
    }

    private static Bit[] Pad(ReadOnlySpan<Bit> message)
    {
        int length = (message.Length + 1 + LengthBits + BlockBits - 1) / BlockBits * BlockBits;
        Bit[] padded = new Bit[length];
        message.CopyTo(padded);
        Array.Fill(padded, Bit.Constant(false), message.Length, length - message.Length);
        padded[message.Length] = Bit.Constant(true);
        Span<byte> bits = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64BigEndian(bits, (ulong)message.Length);
        for (int i = 0; i < LengthBits; i++) padded[length - LengthBits + i] = Bit.Constant((bits[i >> 3] >> (7 - (i & 7)) & 1) != 0);
        return padded;
    }

    private static Word[] Compress(ConstraintSystem system, Word[] state, ReadOnlySpan<Bit> block)
    {
        DeferredEqualities equalities = new();
        Word[] schedule = Schedule(system, equalities, block);
        Word b = state[1], c = state[2], d = state[3], f = state[5], g = state[6], h = state[7];
        // The sums of a and e are made when they are needed first: after the other's part of the next round.
        Word[] sumOfA = [state[0]], sumOfE = [state[4]];
        for (int round = 0; round < Rounds; round++)
        {
            Word e = Word.Sum(system, equalities, sumOfE);
            Word s1 = Word.Xor(system, Word.Xor(system, e.RotateRight(6), e.RotateRight(11)), e.RotateRight(25));
            Word choice = Word.Choose(system, e, f, g);
            Word[] first = [h, s1, choice, Word.Constant(RoundConstants[round]), schedule[round]];
            Word a = Word.Sum(system, equalities, sumOfA);
            Word s0 = Word.Xor(system, Word.Xor(system, a.RotateRight(2), a.RotateRight(13)), a.RotateRight(22));
            Word majority = Word.Majority(system, a, b, c);
            (h, g, f) = (g, f, e);
            sumOfE = [.. first, d];
            (d, c, b) = (c, b, a);
            sumOfA = [.. first, s0, majority];
        }

        Word[] result =
        [
            Word.Sum(system, equalities, [.. sumOfA, state[0]]), Word.Sum(system, equalities, state[1], b),
            Word.Sum(system, equalities, state[2], c), Word.Sum(system, equalities, state[3], d),
            Word.Sum(system, equalities, [.. sumOfE, state[4]]), Word.Sum(system, equalities, state[5], f),
            Word.Sum(system, equalities, state[6], g), Word.Sum(system, equalities, state[7], h),
        ];
        equalities.Flush(system);
        return result;
    }

    private static Word[] Schedule(ConstraintSystem system, DeferredEqualities equalities, ReadOnlySpan<Bit> block)
    {
        Word[] w = new Word[Rounds];
        for (int i = 0; i < 16; i++) w[i] = Word.OfMessage(block.Slice(i * Word.Size, Word.Size));
        for (int i = 16; i < Rounds; i++)
        {
            Word s0 = Word.Xor(system, Word.Xor(system, w[i - 15].RotateRight(7), w[i - 15].RotateRight(18)), w[i - 15].ShiftRight(3));
            Word s1 = Word.Xor(system, Word.Xor(system, w[i - 2].RotateRight(17), w[i - 2].RotateRight(19)), w[i - 2].ShiftRight(10));
            w[i] = Word.Sum(system, equalities, w[i - 16], s0, w[i - 7], s1);
        }

        return w;
    }
}
