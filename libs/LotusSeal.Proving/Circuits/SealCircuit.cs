using System.Globalization;
using LotusSeal.Bls12381.Fields;
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

    /// <summary>The name of its parameter files without <c>.params</c> or <c>.vk</c>. All versions of a size have the same.</summary>
    public static string FileName(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        string trees = CircuitFile.TreesOf(config);
        return CircuitFile.Name($"stacked-proof-of-replication-{trees}-sha256_hasher", string.Create(CultureInfo.InvariantCulture,
            $"layered_drgporep::PublicParams{{ graph: {SectorGraph.Identifier(config.Nodes)}, challenges: "
            + $"LayerChallenges {{ layers: {config.Layers}, max_count: {config.ChallengesPerPartition} }}, tree: {trees} }}"));
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
