using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Lotus.Json;

namespace LotusSeal.DevMiner.Api;

/// <summary>A sector in the shape of SectorsStatus (protocol spec 3.5). What only a chain knows stays zero.</summary>
internal static class SectorStatusJson
{
    public static JsonNode From(SectorRecord sector) => new JsonObject
    {
        ["SectorID"] = sector.Id.Number,
        ["State"] = sector.State,
        ["CommD"] = Node(sector.CommD),
        ["CommR"] = Node(sector.CommR),
        ["Proof"] = Node(sector.Proof),
        ["Deals"] = new JsonArray([.. sector.Pieces.Select(_ => (JsonNode)0)]),
        ["Pieces"] = new JsonArray([.. sector.Pieces.Select(piece => (JsonNode)new JsonObject { ["Piece"] = Node(piece), ["DealInfo"] = null })]),
        ["Ticket"] = new JsonObject { ["Value"] = Node(sector.Ticket), ["Epoch"] = 0 },
        ["Seed"] = new JsonObject { ["Value"] = Node(sector.Seed), ["Epoch"] = 0 },
        ["PreCommitMsg"] = null,
        ["CommitMsg"] = null,
        ["Retries"] = sector.Retries,
        ["ToUpgrade"] = false,
        ["ReplicaUpdateMessage"] = null,
        ["LastErr"] = sector.LastError,
        ["Log"] = new JsonArray([.. sector.Log.Select(entry => (JsonNode)new JsonObject
        {
            ["Kind"] = entry.Kind,
            ["Timestamp"] = entry.Timestamp,
            ["Trace"] = "",
            ["Message"] = entry.Message,
        })]),
        ["SealProof"] = (int)sector.ProofType,
        ["Activation"] = 0,
        ["Expiration"] = 0,
        ["DealWeight"] = "0",
        ["VerifiedDealWeight"] = "0",
        ["InitialPledge"] = "0",
        ["OnTime"] = 0,
        ["Early"] = 0,
    };

    private static JsonNode? Node<T>(T value) => JsonSerializer.SerializeToNode(value, LotusJson.Options);
}
