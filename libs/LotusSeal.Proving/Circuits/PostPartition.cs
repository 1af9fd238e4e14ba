using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Gadgets;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuit of one partition of a proof of spacetime (post.md 6.1).</summary>
/// <param name="Sectors">The vanilla proofs of the partition with its padding, in order.</param>
public sealed record PostPartition(IReadOnlyList<PostSectorProof> Sectors) : BlockCircuit
{
    /// <inheritdoc/>
    public override IReadOnlyList<CircuitBlock> SynthesizeHead(ConstraintSystem system) =>
        [.. Sectors.Select(sector => new CircuitBlock(block => Synthesize(block, sector)))];

    /// <summary>A partition of sectors of zeros.</summary>
    /// <param name="config">The sectors' shape.</param>
    /// <param name="challenges">Challenges of a sector.</param>
    /// <param name="sectors">Sectors of the partition.</param>
    public static PostPartition Blank(PoRepConfig config, int challenges, int sectors)
    {
        MerklePath path = BlankPath.Of(SectorTrees.CompoundArities(config));
        PostSectorProof sector = new(0, default, default, default, [.. Enumerable.Repeat(path, challenges)]);
        return new PostPartition([.. Enumerable.Repeat(sector, sectors)]);
    }

    /// <summary>The partition of a window: its sectors, the last one repeated (post.md 5.1).</summary>
    /// <param name="sectors">The sectors of the partition, in ascending order.</param>
    /// <param name="size">Sectors of a whole partition.</param>
    public static PostPartition OfWindow(IReadOnlyList<PostSectorProof> sectors, int size)
    {
        ArgumentNullException.ThrowIfNull(sectors);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sectors.Count, size);
        return new PostPartition([.. sectors, .. Enumerable.Repeat(sectors[^1], size - sectors.Count)]);
    }

    /// <summary>The partition of a winning proof: each challenge of the one sector is a sector of its own (post.md 5.2).</summary>
    public static PostPartition OfWinning(PostSectorProof sector)
    {
        ArgumentNullException.ThrowIfNull(sector);
        return new PostPartition([.. sector.Inclusions.Select(path => sector with { Inclusions = [path] })]);
    }

    private static void Synthesize(ConstraintSystem system, PostSectorProof sector)
    {
        Number commRLast = Number.Allocate(system, Fr.Read(sector.CommRLast.Span)), commC = Number.Allocate(system, Fr.Read(sector.CommC.Span));
        Number commR = Number.AllocatePublic(system, Fr.Read(sector.CommR.Span));
        Number.RequireEqual(system, commR, PoseidonGadget.Hash(system, [commC, commRLast]));
        foreach (MerklePath path in sector.Inclusions)
            MerkleGadget.RequireInPoseidonTree(system, Number.Allocate(system, Fr.Read(path.Leaf.Span)), path, commRLast);
    }
}
