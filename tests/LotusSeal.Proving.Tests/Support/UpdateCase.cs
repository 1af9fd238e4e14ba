using System.Text.Json;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>The updates of 2 KiB and 8 MiB that the reference made.</summary>
internal static class UpdateCase
{
    public static PoRepConfig SmallConfig { get; } = PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1);

    /// <summary>Counts, digests, commitments and proof with known r and s of that of 2 KiB.</summary>
    public static JsonElement Small => Read("2kib");

    /// <summary>Commitments, challenges and digests of that of 8 MiB, of the witness those of its first two partitions.</summary>
    public static JsonElement Large => Read("8mib");

    public static UpdateStatement SmallStatement => StatementOf(Small);

    /// <summary>Its vanilla proof.</summary>
    public static byte[] SmallVanillaProof => File.ReadAllBytes(Repository.Vector("2kib-zero", "update-partition-0.vanilla"));

    public static UpdatePartition SmallPartition =>
        new(UpdateRules.For(SmallConfig), SmallStatement, 0, UpdateProofFormat.Read(SmallConfig, SmallVanillaProof));

    /// <summary>What an update says, from its JSON.</summary>
    public static UpdateStatement StatementOf(JsonElement update)
    {
        return new UpdateStatement(new CommR(Hex("comm_r_old")), new SealCommitments(new CommR(Hex("comm_r_new")), new CommD(Hex("comm_d_new"))));

        Digest Hex(string name) => Digest.FromHex(update.GetProperty(name).GetString()!);
    }

    private static JsonElement Read(string size)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("updates.json")));
        return document.RootElement.GetProperty(size).Clone();
    }
}
