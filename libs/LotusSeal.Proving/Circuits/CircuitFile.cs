using System.Security.Cryptography;
using System.Text;

namespace LotusSeal.Proving.Circuits;

/// <summary>Names of parameter files (porep.md 8.7, post.md 6.4).</summary>
internal static class CircuitFile
{
    /// <summary>The name without <c>.params</c> or <c>.vk</c>.</summary>
    /// <param name="kind">What is proved, over which trees.</param>
    /// <param name="identifier">The circuit in the words of the reference implementation; the name has its digest.</param>
    public static string Name(string kind, string identifier) =>
        $"v28-{kind}-{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(identifier)))}";

    /// <summary>The trees of a shape, as names have them.</summary>
    public static string TreesOf(PoRepConfig config) => $"merkletree-poseidon_hasher-8-{config.SubTreeArity}-{config.TopTreeArity}";
}
