using System.Text.Json;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Testing.Fuzzing;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Commands;
using LotusSeal.Worker.Commands.Proofs;
using LotusSeal.Worker.Parameters;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary>Files, variables and stored results that someone changed: read, or refused as documented.</summary>
public sealed class HostileInputTests
{
    private static readonly Digest SomeDigest = new(new byte[32]);

    [Fact]
    public void A_changed_parameter_manifest_is_read_or_refused() =>
        new Fuzz("""
            {"v28-a.params":{"cid":"QmVxjFRyhmyQaZEtCh7nk2abc7LhFkzhnRX4rcHqCCpikR","digest":"7610b9f82bfc88405b7a832b651ce2f6","sector_size":2048},
            "v28-b.srs":{"cid":"Qmdq44DjcQnFfU3PJcdX7J49GCqcUYszr1TxMbHtAkvQ3g","digest":"ae20310138f5ba81451d723f858e3797","sector_size":0}}
            """) { Rounds = 10_000 }.Check<ParameterException>(json =>
        {
            foreach (ParameterFile file in ParameterManifest.Select(ParameterManifest.Parse(json), 2048))
            {
                Assert.Equal(file.Name, Path.GetFileName(Path.GetFullPath(Path.Join("/x", file.Name))));
                Assert.Equal(32, file.Digest.Length);
            }
        });

    [Fact]
    public void A_changed_sector_json_is_read_or_refused()
    {
        using TemporaryFolder root = new();
        using OfflineSectorFolder folder = OfflineSectorFolder.Open(root["s"], create: true);
        OfflineSectorState state = SomeState();
        string shape = JsonSerializer.Serialize(state with { ProofType = null }, SectorJson.Types.OfflineSectorState);
        new Fuzz(JsonSerializer.Serialize(state, SectorJson.Types.OfflineSectorState), shape) { Rounds = 3000 }.Check<CommandException>(json =>
        {
            File.WriteAllBytes(Path.Join(folder.Root, "sector.json"), json);
            if (folder.Load() is not { } read) return;
            _ = read.Identity();
            _ = read.Commitments();
            Assert.True(read.PaddedLength().Bytes <= read.SectorSize);
            _ = read.Has("pc1");
        });
    }

    [Fact]
    public void A_changed_stored_result_is_read_or_refused()
    {
        string cids = JsonSerializer.Serialize(new SectorCids(Cid.FromCommP(SomeDigest), Cid.FromCommR(new CommR(SomeDigest))), LotusJson.Options);
        new Fuzz($$"""{"Value":{{cids}},"Error":null}""", """{"Value":"AAECAwQFBgcICQoLDA0ODw==","Error":null}""",
            """{"Value":null,"Error":{"Code":101,"Message":"worker [name: w] restarted"}}""", """{"Value":null,"Error":null}""")
        { Rounds = 5000 }.Check(json =>
        {
            CallResult result = FirstFormat.Parse(json);
            if (result.Value is { } value) using (JsonDocument.Parse(value.Utf8)) { }
            if (result.ErrorJson is { } error) Assert.Equal(result.Error, LotusJson.Deserialize<CallError>(error));
        }, e => e is JsonException);
    }

    [Fact]
    public void Any_value_of_a_resource_variable_is_read_or_refused()
    {
        foreach (string variable in (string[])["PC1_MAX_MEMORY", "PC2_MAX_PARALLELISM", "C2_GPU_UTILIZATION", "GET_32G_MAX_CONCURRENT"])
        {
            new Fuzz("1024", "0", "1") { Rounds = 300, MaxAllocation = 16 << 20 }.CheckText<FormatException>(text =>
            {
                ResourceTable table = ResourceTable.Load(name => name == variable ? text : null);
                _ = LotusJson.Serialize(table.ToWire());
            });
        }
    }

    [Theory]
    [InlineData("NaN")]
    [InlineData("1e999")]
    [InlineData("-Infinity")]
    public void A_gpu_share_that_is_no_number_is_refused(string text)
    {
        FormatException e = Assert.Throws<FormatException>(() => ResourceTable.Load(name => name == "C2_GPU_UTILIZATION" ? text : null));
        Assert.Contains("C2_GPU_UTILIZATION", e.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("\"unpadded_size\": 127", "\"unpadded_size\": 18446744073709551615", "does not fit")]
    [InlineData("\"unpadded_size\": 127", "\"unpadded_size\": 0", "does not fit")]
    [InlineData("\"unpadded_size\": 127", "\"unpadded_size\": 4064", "does not fit")]
    [InlineData("\"unpadded_size\": 127", "\"unpadded_size\": 2032", "a piece of 254 bytes does not fit")]
    [InlineData("\"proof_type\": \"StackedDrg2KiBV1_1\"", "\"proof_type\": 77", "proof_type 77 is unknown")]
    [InlineData("\"proof_type\": \"StackedDrg2KiBV1_1\"", "\"proof_type\": \"StackedDrg8MiBV1_1\"", "sector_size 2048 is not that of the proof")]
    [InlineData("\"feature\": \"Interactive\"", "\"feature\": 9", "feature is unknown")]
    [InlineData("\"seconds\": {", "\"seconds\": null, \"seconds\": null, \"pieces\": null, \"x\": {", "damaged")]
    public void A_sector_json_that_makes_no_sense_is_refused_with_the_reason(string from, string to, string message)
    {
        using TemporaryFolder root = new();
        using OfflineSectorFolder folder = OfflineSectorFolder.Open(root["s"], create: true);
        string json = JsonSerializer.Serialize(SomeState(), SectorJson.Types.OfflineSectorState);
        Assert.Contains(from, json, StringComparison.Ordinal);
        File.WriteAllText(Path.Join(folder.Root, "sector.json"), json.Replace(from, to, StringComparison.Ordinal));
        Assert.Contains(message, Assert.Throws<CommandException>(() => folder.Load()).Message, StringComparison.Ordinal);
    }

    private static OfflineSectorState SomeState() => new()
    {
        ProofType = RegisteredSealProof.StackedDrg2KiBV1_1,
        SectorSize = 2048,
        PorepId = SomeDigest,
        ApiVersion = ApiVersion.V1_1_0,
        Feature = PoRepFeature.Interactive,
        ProverId = SomeDigest,
        Sector = 1,
        Ticket = new SealTicket(SomeDigest),
        Commit1Sha256 = "00",
        Pieces = [new PieceState(SomeDigest, 127, "/a", DateTime.UnixEpoch), new PieceState(SomeDigest, 254, null, null)],
        Seconds = new Dictionary<string, double> { ["pc1"] = 1.5 },
    };
}
