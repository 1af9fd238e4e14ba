namespace LotusSeal.Sealing.Updates;

/// <summary>What the number of nodes fixes about an update: partitions, challenges, random factors (porep.md 10.3).</summary>
public sealed class UpdateRules
{
    private const int SmallestLog2 = 8, SmallLog2 = 10, ChosenIndex = 3;

    private UpdateRules(int nodesLog2, int partitions)
    {
        NodesLog2 = nodesLog2;
        Partitions = partitions;
        bool large = partitions == 16;
        ChallengesPerPartition = large ? 86 : 10;
        ApexLeaves = nodesLog2 <= SmallestLog2 ? 8 : 128;
        FactorBits = nodesLog2 <= SmallLog2 ? [1, 1, 1, 1, 1, 1] : [7, 8, 9, 10, 11, 12];
    }

    /// <summary>Binary logarithm of the sector's nodes.</summary>
    public int NodesLog2 { get; }

    /// <summary>Partitions of a proof, a power of two; each opens nodes of its own part of the sector.</summary>
    public int Partitions { get; }

    /// <summary>Nodes that a partition opens.</summary>
    public int ChallengesPerPartition { get; }

    /// <summary>Nodes of TreeD's row that a partition's proof carries whole.</summary>
    public int ApexLeaves { get; }

    /// <summary>How many high bits of a node's index may choose its factor: the six choices of the circuit.</summary>
    public IReadOnlyList<int> FactorBits { get; }

    /// <summary>The choice that everybody takes: 1 or 10 bits.</summary>
    public int ChosenFactorBits => FactorBits[ChosenIndex];

    /// <summary>The choice as the circuit's input has it: one bit set, the first of those that mean the same.</summary>
    public int FactorSelection => 1 << FactorBits.ToList().IndexOf(ChosenFactorBits);

    /// <summary>Binary logarithm of <see cref="Partitions"/>.</summary>
    public int PartitionsLog2 => int.Log2(Partitions);

    /// <summary>Random bits of a challenge; the partition's index stands above them.</summary>
    public int ChallengeBits => NodesLog2 - PartitionsLog2;

    /// <summary>Row of TreeD in which the apex leaves of all partitions stand.</summary>
    public int ApexRow => ChallengeBits - int.Log2(ApexLeaves);

    /// <summary>The rules for a sector's shape.</summary>
    public static UpdateRules For(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        return new UpdateRules(config.NodesLog2, config.NodesLog2 switch
        {
            <= SmallestLog2 => 1,
            <= SmallLog2 => 2,
            <= 19 => 4,
            _ => 16,
        });
    }
}
