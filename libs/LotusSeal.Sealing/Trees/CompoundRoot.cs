using LotusSeal.Sealing.Poseidon;

namespace LotusSeal.Sealing.Trees;

/// <summary>The root over base trees: sub trees, then the top (porep.md 5.2).</summary>
internal static class CompoundRoot
{
    public static Digest Compute(PoRepConfig config, IReadOnlyList<Digest> baseRoots)
    {
        IReadOnlyList<Digest> subRoots = Fold(baseRoots, config.SubTreeArity);
        return Fold(subRoots, config.TopTreeArity)[0];
    }

    /// <summary>Hashes groups of consecutive roots; an arity of 0 stands for no such level.</summary>
    public static IReadOnlyList<Digest> Fold(IReadOnlyList<Digest> roots, int arity)
    {
        if (arity == 0) return roots;
        PoseidonHasher hasher = new(arity);
        Digest[] folded = new Digest[roots.Count / arity];
        Span<byte> nodes = stackalloc byte[arity * Digest.Size], digest = stackalloc byte[Digest.Size];
        for (int group = 0; group < folded.Length; group++)
        {
            for (int i = 0; i < arity; i++) roots[group * arity + i].Span.CopyTo(nodes[(i * Digest.Size)..]);
            hasher.Hash(nodes, digest);
            folded[group] = new Digest(digest);
        }
        return folded;
    }
}
