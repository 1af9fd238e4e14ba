using System.Security.Cryptography;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>Stands for what the chain draws.</summary>
internal static class Randomness
{
    private const byte BelowFieldOrder = 0x3f;

    /// <summary>Drawn anew each time; the two top bits are cleared, as every miner does before anything else (post.md 2).</summary>
    public static Digest Draw()
    {
        byte[] bytes = RandomNumberGenerator.GetBytes(Digest.Size);
        bytes[^1] &= BelowFieldOrder;
        return new Digest(bytes);
    }
}
