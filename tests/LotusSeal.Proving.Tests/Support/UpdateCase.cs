using System.Text.Json;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>The update of 2 KiB that the reference made.</summary>
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

    /// <summary>Its vanilla proof.</summary>
    public static byte[] SmallVanillaProof => File.ReadAllBytes(Repository.Vector("2kib-zero", "update-partition-0.vanilla"));

    public static UpdatePartition SmallPartition =>
        new(UpdateRules.For(SmallConfig), SmallStatement, 0, UpdateProofFormat.Read(SmallConfig, SmallVanillaProof));

    private static Digest Hex(string name) => Digest.FromHex(Small.GetProperty(name).GetString()!);
}
