using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace LotusSeal.Proving.Circuits;

/// <summary>The names of the circuits of proofs of spacetime (post.md 6.4).</summary>
public static class PostCircuit
{
    /// <summary>The name of its parameter files without <c>.params</c> or <c>.vk</c>. All versions of a size have the same.</summary>
    /// <param name="config">The sectors' shape.</param>
    /// <param name="challenges">Challenges of a sector of the circuit.</param>
    /// <param name="sectors">Sectors of a partition.</param>
    public static string FileName(PoRepConfig config, int challenges, int sectors)
    {
        ArgumentNullException.ThrowIfNull(config);
        string identifier = string.Create(CultureInfo.InvariantCulture,
            $"FallbackPoSt::PublicParams{{sector_size: {config.SectorSize}, challenge_count: {challenges}, sector_count: {sectors}}}");
        string id = Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(identifier)));
        return $"v28-proof-of-spacetime-fallback-merkletree-poseidon_hasher-8-{config.SubTreeArity}-{config.TopTreeArity}-{id}";
    }
}
