using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.Updates;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Benchmarks.Synthesis;

/// <summary>Partitions full of random numbers: they prove nothing, and have as many rows and values of every kind as those that do.</summary>
internal sealed class SampleCircuits
{
    private readonly PoRepConfig _config;
    private readonly int[] _data, _compound;
    private readonly Random _random = new(1);

    /// <param name="sectorSize">Bytes of a sector.</param>
    public SampleCircuits(ulong sectorSize)
    {
        _config = PoRepConfig.ForShape(sectorSize, default, ApiVersion.V1_1_0);
        VanillaProof blank = SealPartition.Blank(_config).Challenges[0];
        (_data, _compound) = (AritiesOf(blank.CommD), AritiesOf(blank.CommRLast));
    }

    /// <summary>A partition of a sector's proof, or less of one.</summary>
    public ICircuit Seal(int challenges) => new SealPartition(
        new SealPartitionCommon(Number(), new CommD(Number()), new CommR(Number()), Number(), Number()),
        [.. Enumerable.Range(0, challenges).Select(_ => Challenge())]);

    /// <summary>A partition of an update's proof.</summary>
    public ICircuit Update()
    {
        UpdateRules rules = UpdateRules.For(_config);
        UpdateChallengeProof[] challenges = [.. Enumerable.Range(0, rules.ChallengesPerPartition).Select(_ =>
            new UpdateChallengeProof(Path(_compound), Path(_data), Path(_compound)))];
        UpdatePartitionProof proof = new(Number(), [.. Enumerable.Range(0, rules.ApexLeaves).Select(_ => Number())], challenges);
        UpdateStatement statement = new(new CommR(Number()), new SealCommitments(new CommR(Number()), new CommD(Number())));
        return new UpdatePartition(rules, statement, 0, proof);
    }

    /// <summary>A partition of a window's proof, or less of one.</summary>
    public ICircuit Window(int sectors) => new PostPartition([.. Enumerable.Range(0, sectors).Select(i =>
        new PostSectorProof((ulong)i, new CommR(Number()), Number(), Number(), [.. Enumerable.Range(0, 10).Select(_ => Path(_compound))]))]);

    private static int[] AritiesOf(MerklePath path) => [.. path.Levels.Select(level => level.Arity)];

    private VanillaProof Challenge() => VanillaProof.FromColumns(
        (uint)_random.Next(), Path(_data), Path(_compound), Column(), Columns(SectorGraph.BaseDegree), Columns(SectorGraph.ExpanderDegree));

    private ColumnProof[] Columns(int count) => [.. Enumerable.Range(0, count).Select(_ => Column())];

    private ColumnProof Column() => new((uint)_random.Next(), Numbers(_config.Layers), Path(_compound));

    private MerklePath Path(int[] arities) =>
        MerklePath.FromSiblings(Number(), Number(), (ulong)_random.NextInt64(), arities, Numbers(arities.Sum(arity => arity - 1)));

    private Digest Number() => new(Numbers(1));

    private byte[] Numbers(int count)
    {
        byte[] bytes = new byte[count * Fr.Size];
        _random.NextBytes(bytes);
        for (int i = 1; i <= count; i++) bytes[i * Fr.Size - 1] &= 0x3f;
        return bytes;
    }
}
