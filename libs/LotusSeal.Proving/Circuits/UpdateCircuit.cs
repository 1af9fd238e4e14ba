using System.Globalization;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Circuits;

/// <summary>The circuit of a partition of an update's proof: its name, and what it makes public (porep.md 10.3).</summary>
public static class UpdateCircuit
{
    /// <summary>Public inputs of a partition, without ONE.</summary>
    public const int InputCount = 4;

    /// <summary>The name of its parameter files without <c>.params</c> or <c>.vk</c>. All versions of a size have the same.</summary>
    public static string FileName(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return CircuitFile.Name($"empty-sector-update-{CircuitFile.TreesOf(config)}",
            string.Create(CultureInfo.InvariantCulture, $"empty_sector_update::PublicParams{{ sector_nodes: {config.Nodes} }}"));
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
