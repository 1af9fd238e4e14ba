using System.Globalization;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuits of proofs of spacetime: their shapes and names (post.md 1.2, 6.4).</summary>
public static class PostCircuit
{
    /// <summary>Challenges of a sector of the circuit, and sectors of a partition: a challenge of a winning proof is a sector of its own.</summary>
    public static (int Challenges, int Sectors) ShapeOf(RegisteredPoStProof proof) => proof.IsWinning()
        ? (1, proof.Challenges())
        : (proof.Challenges(), proof.SectorShape().SectorSize switch
        {
            32UL << 30 => 2349,
            64UL << 30 => 2300,
            _ => 2,
        });

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
