using LotusSeal.Primitives;

namespace LotusSeal.Worker.Gpus;

/// <summary>Digests in hexadecimal, as they travel to another process.</summary>
internal static class HexDigest
{
    /// <summary>Reads one.</summary>
    /// <exception cref="SealingException">It is none.</exception>
    public static Digest Read(string hex)
    {
        try
        {
            return Digest.FromHex(hex);
        }
        catch (FormatException error)
        {
            throw new SealingException($"'{hex}' is no digest: {error.Message}", error);
        }
    }
}
