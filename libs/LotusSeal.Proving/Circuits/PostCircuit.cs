using System.Globalization;

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
        return CircuitFile.Name($"proof-of-spacetime-fallback-{CircuitFile.TreesOf(config)}", string.Create(CultureInfo.InvariantCulture,
            $"FallbackPoSt::PublicParams{{sector_size: {config.SectorSize}, challenge_count: {challenges}, sector_count: {sectors}}}"));
    }
}
