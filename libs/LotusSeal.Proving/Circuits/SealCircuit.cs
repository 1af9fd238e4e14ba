using System.Globalization;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuit of a partition of a sector's proof: its name, and what it makes public (porep.md 8.5, 8.7).</summary>
public static class SealCircuit
{
    /// <summary>Public inputs of a partition before those of its challenges: replica id, CommD, CommR.</summary>
    private const int CommonInputs = 3;

    /// <summary>
    /// Public inputs of a challenge: where it is in TreeD, its parents in TreeC, itself in the labels, and where it is in TreeRLast and TreeC.
    /// </summary>
    private const int InputsPerChallenge = SectorGraph.Degree + 4;

    /// <summary>Constraints, auxiliary variables, those in A and those in B, by bytes of a sector.</summary>
    private static readonly Dictionary<ulong, (int Constraints, int Aux, int AuxInA, int AuxInB)> Sizes = new()
    {
        [2UL << 10] = (2_687_921, 2_685_673, 2_674_908, 685_521),
        [4UL << 10] = (2_788_733, 2_786_423, 2_773_158, 716_039),
        [16UL << 10] = (2_977_173, 2_974_867, 2_959_930, 766_963),
        [32UL << 10] = (3_077_985, 3_075_617, 3_058_180, 797_481),
        [8UL << 20] = (3_844_929, 3_842_449, 3_814_996, 1_011_289),
        [16UL << 20] = (3_945_741, 3_943_199, 3_913_246, 1_041_807),
        [512UL << 20] = (4_423_433, 4_420_837, 4_385_040, 1_174_173),
        [1UL << 30] = (4_524_245, 4_521_587, 4_483_290, 1_204_691),
        [32UL << 30] = (130_278_541, 130_169_893, 129_753_292, 33_112_281),
        [64UL << 30] = (131_185_849, 131_076_643, 130_637_542, 33_386_943),
    };

    /// <summary>The name of its parameter files without <c>.params</c> or <c>.vk</c>. All versions of a size have the same.</summary>
    public static string FileName(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        string trees = CircuitFile.TreesOf(config);
        return CircuitFile.Name($"stacked-proof-of-replication-{trees}-sha256_hasher", string.Create(CultureInfo.InvariantCulture,
            $"layered_drgporep::PublicParams{{ graph: {SectorGraph.Identifier(config.Nodes)}, challenges: "
            + $"LayerChallenges {{ layers: {config.Layers}, max_count: {config.ChallengesPerPartition} }}, tree: {trees} }}"));
    }

    /// <summary>How large the circuit is (porep.md 8.6).</summary>
    public static CircuitSize SizeOf(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        (int constraints, int aux, int auxInA, int auxInB) = Sizes[config.SectorSize];
        return new CircuitSize(constraints, 1 + InputCount(config), aux, auxInA, auxInB);
    }

    /// <summary>Number of public inputs of a partition, without ONE.</summary>
    public static int InputCount(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return CommonInputs + InputsPerChallenge * config.ChallengesPerPartition;
    }

    /// <summary>The public inputs of a partition, without ONE.</summary>
    /// <param name="config">Shape and graph.</param>
    /// <param name="replicaId">The replica, as a field element.</param>
    /// <param name="commD">The data.</param>
    /// <param name="commR">The replica's commitment.</param>
    /// <param name="challenges">The partition's challenges.</param>
    public static Fr[] PublicInputs(PoRepConfig config, Digest replicaId, CommD commD, CommR commR, ReadOnlySpan<uint> challenges)
    {
        ArgumentNullException.ThrowIfNull(config);
        ParentGenerator graph = new(SectorGraph.SeedsOf(config));
        Span<uint> parents = stackalloc uint[SectorGraph.Degree];
        Fr[] inputs = new Fr[CommonInputs + InputsPerChallenge * challenges.Length];
        (inputs[0], inputs[1], inputs[2]) = (Fr.Read(replicaId.Span), Fr.Read(commD.Span), Fr.Read(commR.Span));
        int next = CommonInputs;
        foreach (uint challenge in challenges)
        {
            Fr itself = Fr.FromUInt64(challenge);
            inputs[next++] = itself;
            graph.Generate(challenge, parents);
            foreach (uint parent in parents) inputs[next++] = Fr.FromUInt64(parent);
            for (int i = 0; i < 3; i++) inputs[next++] = itself;
        }

        return inputs;
    }
}
