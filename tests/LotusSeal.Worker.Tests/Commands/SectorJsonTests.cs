using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands.Proofs;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary>The form of sector.json and of the reports: folders of earlier versions must be read, scripts read the reports.</summary>
public sealed class SectorJsonTests
{
    private static readonly OfflineSectorState State = new()
    {
        ProofType = RegisteredSealProof.StackedDrg2KiBV1_1,
        SectorSize = 2048,
        PorepId = Filled(1),
        ApiVersion = ApiVersion.V1_1_0,
        Feature = PoRepFeature.Interactive,
        ProverId = Filled(2),
        Sector = 9,
        Ticket = new SealTicket(Filled(3)),
        Seed = new InteractiveSeed(Filled(4)),
        Pieces = [new PieceState(Filled(5), 127, "/piece", DateTime.UnixEpoch)],
        CommD = new CommD(Filled(6)),
        CommR = new CommR(Filled(7)),
        CommC = Filled(8),
        CommRLast = Filled(9),
        Seconds = new Dictionary<string, double> { ["pc1"] = 1.5 },
    };

    private static readonly string StateJson = $$"""
        {
          "version": 1,
          "proof_type": "StackedDrg2KiBV1_1",
          "sector_size": 2048,
          "porep_id": "{{Filled(1)}}",
          "api_version": "V1_1_0",
          "feature": "Interactive",
          "prover_id": "{{Filled(2)}}",
          "sector": 9,
          "ticket": "{{Filled(3)}}",
          "seed": "{{Filled(4)}}",
          "pieces": [
            {
              "comm_p": "{{Filled(5)}}",
              "unpadded_size": 127,
              "file": "/piece",
              "file_time": "1970-01-01T00:00:00Z"
            }
          ],
          "comm_d": "{{Filled(6)}}",
          "comm_r": "{{Filled(7)}}",
          "comm_c": "{{Filled(8)}}",
          "comm_r_last": "{{Filled(9)}}",
          "replica_id": null,
          "commit1_sha256": null,
          "seconds": {
            "pc1": 1.5
          }
        }
        """;

    private static readonly string ReportJson = $$"""
        {
          "comm_d": "{{Filled(6)}}",
          "comm_r": "{{Filled(7)}}",
          "comm_c": "{{Filled(8)}}",
          "comm_r_last": "{{Filled(9)}}",
          "replica_id": null,
          "pieces": [
            {
              "comm_p": "{{Filled(5)}}",
              "unpadded_size": 127
            }
          ],
          "seconds": {
            "pc1": 1.5
          }
        }
        """;

    [Fact]
    public void A_state_is_written_and_read_in_its_form()
    {
        Assert.Equal(StateJson, JsonSerializer.Serialize(State, SectorJson.Types.OfflineSectorState));
        OfflineSectorState read = JsonSerializer.Deserialize(StateJson, SectorJson.Types.OfflineSectorState)!;
        Assert.Equal((State.Ticket, State.Seed, State.CommD, State.CommR), (read.Ticket, read.Seed, read.CommD, read.CommR));
        Assert.Equal(StateJson, JsonSerializer.Serialize(read, SectorJson.Types.OfflineSectorState));
    }

    [Fact]
    public void A_report_is_printed_in_its_form()
    {
        using StringWriter output = new();
        SectorReport.Of(State).Print(output, json: true);
        Assert.Equal(ReportJson, output.ToString().TrimEnd());
    }

    [Theory, InlineData("03"), InlineData("04"), InlineData("06"), InlineData("07")]
    public void Wrong_digits_are_refused(string filled)
    {
        string wrong = StateJson.Replace(string.Concat(Enumerable.Repeat(filled, 32)), "xy", StringComparison.Ordinal);
        JsonException refusal = Assert.Throws<JsonException>(() => JsonSerializer.Deserialize(wrong, SectorJson.Types.OfflineSectorState));
        Assert.Contains("64 hexadecimal digits", refusal.Message, StringComparison.Ordinal);
    }

    private static Digest Filled(byte value) => new([.. Enumerable.Repeat(value, Digest.Size)]);
}
