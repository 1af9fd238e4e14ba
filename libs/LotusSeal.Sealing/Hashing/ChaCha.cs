using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;

namespace LotusSeal.Sealing.Hashing;

/// <summary>The ChaCha block function: 8 rounds seed the base parents, 20 the synthetic challenges (porep.md 3.2, 7.1).</summary>
public static class ChaCha
{
    /// <summary>Bytes of one block of keystream.</summary>
    public const int BlockSize = 64;

    /// <summary>Writes one block of keystream.</summary>
    /// <param name="rounds">8 or 20.</param>
    /// <param name="key">32 bytes.</param>
    /// <param name="tail">State words 12 to 15 as 16 bytes: counter and nonce.</param>
    /// <param name="block">Receives 16 output words.</param>
    [SkipLocalsInit]
    public static void Block(int rounds, ReadOnlySpan<byte> key, ReadOnlySpan<byte> tail, Span<uint> block)
    {
        Span<uint> input = stackalloc uint[16], x = stackalloc uint[16];
        input[0] = 0x61707865;
        input[1] = 0x3320646e;
        input[2] = 0x79622d32;
        input[3] = 0x6b206574;
        for (int i = 0; i < 8; i++) input[4 + i] = BinaryPrimitives.ReadUInt32LittleEndian(key[(4 * i)..]);
        for (int i = 0; i < 4; i++) input[12 + i] = BinaryPrimitives.ReadUInt32LittleEndian(tail[(4 * i)..]);
        input.CopyTo(x);
        for (int round = 0; round < rounds; round += 2)
        {
            Quarter(ref x[0], ref x[4], ref x[8], ref x[12]);
            Quarter(ref x[1], ref x[5], ref x[9], ref x[13]);
            Quarter(ref x[2], ref x[6], ref x[10], ref x[14]);
            Quarter(ref x[3], ref x[7], ref x[11], ref x[15]);
            Quarter(ref x[0], ref x[5], ref x[10], ref x[15]);
            Quarter(ref x[1], ref x[6], ref x[11], ref x[12]);
            Quarter(ref x[2], ref x[7], ref x[8], ref x[13]);
            Quarter(ref x[3], ref x[4], ref x[9], ref x[14]);
        }
        for (int i = 0; i < 16; i++) block[i] = x[i] + input[i];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Quarter(ref uint a, ref uint b, ref uint c, ref uint d)
    {
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 16);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 12);
        a += b;
        d = BitOperations.RotateLeft(d ^ a, 8);
        c += d;
        b = BitOperations.RotateLeft(b ^ c, 7);
    }
}
