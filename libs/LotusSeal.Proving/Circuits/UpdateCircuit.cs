using System.Globalization;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuit of a partition of an update's proof: its name, and what it makes public (porep.md 10.3).</summary>
public static class UpdateCircuit
{
    /// <summary>Public inputs of a partition, without ONE.</summary>
    public const int InputCount = 4;

    /// <summary>Constraints, auxiliary variables, those in A and those in B, by bytes of a sector.</summary>
    private static readonly Dictionary<ulong, (int Constraints, int Aux, int AuxInA, int AuxInB)> Sizes = new()
    {
        [2UL << 10] = (1_705_039, 1_703_569, 1_697_189, 444_403),
        [4UL << 10] = (2_165_109, 2_163_189, 2_155_229, 564_063),
        [16UL << 10] = (6_300_021, 6_293_944, 6_284_882, 1_613_422),
        [32UL << 10] = (6_760_091, 6_753_564, 6_742_922, 1_733_082),
        [8UL << 20] = (10_007_503, 9_998_039, 9_981_015, 2_567_921),
        [16UL << 20] = (10_467_573, 10_457_659, 10_439_055, 2_687_581),
        [512UL << 20] = (57_450_479, 57_401_314, 57_212_317, 14_916_879),
        [32UL << 30] = (81_049_499, 80_978_488, 80_743_581, 20_983_607),
        [64UL << 30] = (85_006_101, 84_931_220, 84_682_725, 22_012_683),
    };

    /// <summary>The name of its parameter files without <c>.params</c> or <c>.vk</c>. All versions of a size have the same.</summary>
    public static string FileName(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return CircuitFile.Name($"empty-sector-update-{CircuitFile.TreesOf(config)}",
            string.Create(CultureInfo.InvariantCulture, $"empty_sector_update::PublicParams{{ sector_nodes: {config.Nodes} }}"));
    }

    /// <summary>How large the circuit is (the table of porep.md 10.3).</summary>
    /// <exception cref="SealingException">Nobody has counted the circuit of that shape.</exception>
    public static CircuitSize SizeOf(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        if (!Sizes.TryGetValue(config.SectorSize, out (int Constraints, int Aux, int AuxInA, int AuxInB) size))
            throw new SealingException($"Updates of sectors of {config.SectorSize} bytes are not proved here: their circuit has no known size.");
        return new CircuitSize(size.Constraints, 1 + InputCount, size.Aux, size.AuxInA, size.AuxInB);
    }

    /// <summary>The public inputs of a partition, without ONE: partition and choice of factors, old CommR, new CommD, new CommR.</summary>
    public static Fr[] PublicInputs(UpdateRules rules, UpdateStatement statement, int partition)
    {
        ArgumentNullException.ThrowIfNull(rules);
        ArgumentNullException.ThrowIfNull(statement);
        return [Fr.FromUInt64(PartitionAndSelection(rules, partition)), Fr.Read(statement.OldCommR.Span), Fr.Read(statement.New.CommD.Span),
            Fr.Read(statement.New.CommR.Span)];
    }

    /// <summary>The partition's index, and above it one bit of <see cref="UpdateRules.FactorBits"/>.Count for the choice of factors.</summary>
    internal static ulong PartitionAndSelection(UpdateRules rules, int partition) =>
        (uint)partition | (ulong)(uint)rules.FactorSelection << rules.PartitionsLog2;
}
