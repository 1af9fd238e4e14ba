using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;

namespace LotusSeal.DevMiner.Text;

/// <summary>The texts of <c>sectors list</c> and <c>sectors status</c>, in the form of Lotus.</summary>
public static class SectorsText
{
    private static readonly string[] Header = ["ID", "State", "OnChain", "Active", "Expiration", "Deals"];

    /// <summary>One line a sector. There is no chain here, so nothing is on it.</summary>
    public static string List(IEnumerable<JsonNode> sectors) => TextTable.Format(
        [Header, .. sectors.Select(sector => new[] { $"{sector["SectorID"]}", $"{sector["State"]}", "NO", "NO", "n/a", Deals(sector) })],
        padLast: true);

    /// <summary>Everything about one sector; with its history when asked.</summary>
    public static string Status(JsonNode sector, bool log)
    {
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"SectorID:\t{sector["SectorID"]}\n");
        text.Append(CultureInfo.InvariantCulture, $"Status:\t\t{sector["State"]}\n");
        text.Append(CultureInfo.InvariantCulture, $"CIDcommD:\t{CidText(sector["CommD"])}\n");
        text.Append(CultureInfo.InvariantCulture, $"CIDcommR:\t{CidText(sector["CommR"])}\n");
        text.Append(CultureInfo.InvariantCulture, $"Ticket:\t\t{Hex(sector["Ticket"])}\nTicketH:\t{sector["Ticket"]?["Epoch"]}\n");
        text.Append(CultureInfo.InvariantCulture, $"Seed:\t\t{Hex(sector["Seed"])}\nSeedH:\t\t{sector["Seed"]?["Epoch"]}\n");
        text.Append("Precommit:\t<nil>\nCommit:\t\t<nil>\n");
        text.Append(CultureInfo.InvariantCulture, $"Deals:\t\t[{string.Join(' ', Items(sector["Deals"]).Select(deal => $"{deal}"))}]\n");
        text.Append(CultureInfo.InvariantCulture, $"Retries:\t{sector["Retries"]}\n");
        if ($"{sector["LastErr"]}" is { Length: > 0 } error) text.Append(CultureInfo.InvariantCulture, $"Last Error:\t\t{error}\n");
        if (log) AppendLog(text, sector);
        return text.ToString();
    }

    private static void AppendLog(StringBuilder text, JsonNode sector)
    {
        text.Append("--------\nEvent Log:\n");
        foreach ((int number, JsonNode? entry) in Items(sector["Log"]).Index())
        {
            string time = DateTimeOffset.FromUnixTimeSeconds(entry?["Timestamp"]?.GetValue<long>() ?? 0)
                .ToString("yyyy-MM-dd HH:mm:ss +0000 'UTC'", CultureInfo.InvariantCulture);
            text.Append(CultureInfo.InvariantCulture, $"{number}.\t{time}:\t[{entry?["Kind"]}]\t{entry?["Message"]}\n");
        }
    }

    private static string Deals(JsonNode sector)
    {
        int pieces = Items(sector["Pieces"]).Count();
        return pieces <= 1 ? "CC" : string.Create(CultureInfo.InvariantCulture, $"DDO:{pieces}");
    }

    private static IEnumerable<JsonNode?> Items(JsonNode? node) => node as JsonArray ?? [];

    private static string CidText(JsonNode? node) => node?["/"] is { } cid ? $"{cid}" : "<nil>";

    private static string Hex(JsonNode? randomness) =>
        randomness?["Value"] is { } value ? Convert.ToHexStringLower(Convert.FromBase64String($"{value}")) : "";
}
