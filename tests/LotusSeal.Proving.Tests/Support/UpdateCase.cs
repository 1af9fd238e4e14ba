using System.Text.Json;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>The update of 2 KiB that the reference made, and updates of any shape that say nothing.</summary>
internal static class UpdateCase
{
    public static PoRepConfig SmallConfig { get; } = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);

    /// <summary>Its counts, digests, commitments and proof with known r and s.</summary>
    public static JsonElement Small
    {
        get
        {
            using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("updates.json")));
            return document.RootElement.GetProperty("2kib").Clone();
        }
    }

    public static UpdateStatement SmallStatement =>
        new(new CommR(Hex("comm_r_old")), new SealCommitments(new CommR(Hex("comm_r_new")), new CommD(Hex("comm_d_new"))));

    public static UpdatePartition SmallPartition => new(UpdateRules.For(SmallConfig), SmallStatement, 0,
        UpdateProofFormat.Read(SmallConfig, File.ReadAllBytes(Repository.Vector("2kib-zero", "update-partition-0.vanilla"))));

    /// <summary>A partition with zeros for values: its constraints are those of every sector of the shape.</summary>
    public static UpdatePartition Blank(PoRepConfig config)
    {
        UpdateRules rules = UpdateRules.For(config);
        int[] upper = [.. ((int[])[config.SubTreeArity, config.TopTreeArity]).Where(arity => arity != 0)];
        int baseLevels = (config.NodesLog2 - int.Log2(config.BaseTrees)) / 3;
        int[] compound = [.. Enumerable.Repeat(8, baseLevels), .. upper], binary = [.. Enumerable.Repeat(2, config.NodesLog2)];
        UpdateChallengeProof challenge = new(Path(compound), Path(binary), Path(compound));
        UpdatePartitionProof proof = new(default, new Digest[rules.ApexLeaves], [.. Enumerable.Repeat(challenge, rules.ChallengesPerPartition)]);
        return new UpdatePartition(rules, new UpdateStatement(default, default), 0, proof);
    }

    private static MerklePath Path(int[] arities) =>
        new(default, default, [.. arities.Select(arity => new MerkleLevel(new byte[(arity - 1) * Digest.Size], 0))]);

    private static Digest Hex(string name) => Digest.FromHex(Small.GetProperty(name).GetString()!);
}
