using System.Globalization;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuits of proofs of spacetime: their shapes and names, and what they make public (post.md 1.2, 6).</summary>
public static class PostCircuit
{
    /// <summary>What a sector adds to a circuit besides its challenges, a challenge besides its levels, and a level of two or eight.</summary>
    private static readonly CircuitSize Sector = new(313, 1, 314, 235, 234), Challenge = new(2, 1, 1, 1, 0),
        LevelOfTwo = new(314, 0, 315, 237, 235), LevelOfEight = new(530, 0, 537, 407, 389);

    /// <summary>Challenges of a sector of the circuit, and sectors of a partition: a challenge of a winning proof is a sector of its own.</summary>
    public static (int Challenges, int Sectors) ShapeOf(RegisteredPoStProof proof) => proof.IsWinning()
        ? (1, proof.Challenges())
        : (proof.Challenges(), proof.SectorShape().SectorSize switch
        {
            32UL << 30 => 2349,
            64UL << 30 => 2300,
            _ => 2,
        });

    /// <summary>Most sectors that a proof of one partition is of: one of a winning proof.</summary>
    public static int PartitionSize(RegisteredPoStProof proof) => proof.IsWinning() ? 1 : ShapeOf(proof).Sectors;

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

    /// <summary>The name of the parameter files of a registered proof.</summary>
    public static string FileName(RegisteredPoStProof proof)
    {
        (int challenges, int sectors) = ShapeOf(proof);
        return FileName(proof.SectorShape(), challenges, sectors);
    }

    /// <summary>How large the circuit is (post.md 6.3).</summary>
    public static CircuitSize SizeOf(RegisteredPoStProof proof)
    {
        (int challenges, int sectors) = ShapeOf(proof);
        CircuitSize challenge = SectorTrees.CompoundArities(proof.SectorShape())
            .Aggregate(Challenge, (sum, arity) => Sum(sum, arity == 2 ? LevelOfTwo : LevelOfEight));
        CircuitSize whole = Times(Sum(Sector, Times(challenge, challenges)), sectors);
        return whole with { Inputs = 1 + whole.Inputs };
    }

    /// <summary>Number of public inputs of a partition, without ONE.</summary>
    public static int InputCount(RegisteredPoStProof proof)
    {
        (int challenges, int sectors) = ShapeOf(proof);
        return sectors * (1 + challenges);
    }

    /// <summary>The public inputs of a partition, without ONE (post.md 6.2).</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="randomness">What the chain drew.</param>
    /// <param name="sectors">The sectors of the partition in ascending order, without padding; the one sector of a winning proof.</param>
    /// <param name="position">Position of the first one among the sectors of all partitions.</param>
    public static Fr[] PublicInputs(RegisteredPoStProof proof, Digest randomness, IReadOnlyList<ReplicaClaim> sectors, int position)
    {
        ArgumentNullException.ThrowIfNull(sectors);
        int challenges = ShapeOf(proof).Challenges;
        ArgumentOutOfRangeException.ThrowIfZero(sectors.Count, nameof(sectors));
        ArgumentOutOfRangeException.ThrowIfGreaterThan(sectors.Count, PartitionSize(proof), nameof(sectors));
        List<Fr> inputs = new(InputCount(proof));
        for (int i = 0; i < sectors.Count; i++)
        {
            Fr commR = Fr.Read(sectors[i].CommR.Value.Span);
            foreach (ulong[] block in PostChallenges.Draw(proof, randomness, sectors[i].Sector, position + i).Chunk(challenges))
                inputs.AddRange([commR, .. block.Select(Fr.FromUInt64)]);
        }

        // The copies of the last sector have its challenges, not those of their own positions.
        Fr[] last = [.. inputs.TakeLast(1 + challenges)];
        while (inputs.Count < InputCount(proof)) inputs.AddRange(last);
        return [.. inputs];
    }

    private static CircuitSize Sum(CircuitSize a, CircuitSize b) =>
        new(a.Constraints + b.Constraints, a.Inputs + b.Inputs, a.Aux + b.Aux, a.AuxInA + b.AuxInA, a.AuxInB + b.AuxInB);

    private static CircuitSize Times(CircuitSize one, int count) =>
        new(one.Constraints * count, one.Inputs * count, one.Aux * count, one.AuxInA * count, one.AuxInB * count);
}
