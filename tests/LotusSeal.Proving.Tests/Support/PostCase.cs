using System.Text.Json;
using LotusSeal.Proving.Circuits;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>A proof of spacetime of the reference: what it proved, and with what.</summary>
internal sealed class PostCase
{
    private PostCase(string size, ulong bytes, JsonElement json)
    {
        (Size, Json) = (size, json);
        Config = PoRepConfig.ForShape(bytes, default, ApiVersion.V1_1_0);
        Dictionary<ulong, PostSectorProof> proofs = json.GetProperty("sectors").EnumerateArray().ToDictionary(
            sector => sector.GetProperty("sector_id").GetUInt64(),
            sector => Read(Repository.Vector($"post-{size}", sector.GetProperty("vanilla_file").GetString()!)));
        IsWinning = json.GetProperty("type").GetString() == "winning";
        Partitions = [.. json.GetProperty("partitions").EnumerateArray().Select(part => IsWinning ? PostPartition.OfWinning(proofs.Values.Single())
            : PostPartition.OfWindow([.. part.GetProperty("sectors_with_padding").EnumerateArray().Select(number => number.GetUInt64()).Distinct()
                .Select(number => proofs[number])], WindowSectors))];
    }

    private PostSectorProof Read(string file) => PostProofFormat.Read(Config, File.ReadAllBytes(file));

    /// <summary>Sectors of a partition of small sectors.</summary>
    public const int WindowSectors = 2;

    public string Size { get; }

    public PoRepConfig Config { get; }

    public bool IsWinning { get; }

    public JsonElement Json { get; }

    public IReadOnlyList<PostPartition> Partitions { get; }

    /// <summary>The cases of one size, by name.</summary>
    public static IEnumerable<string> Names(string size)
    {
        using JsonDocument document = Document(size);
        return [.. document.RootElement.GetProperty("cases").EnumerateArray().Select(one => one.GetProperty("name").GetString()!)];
    }

    public static PostCase Find(string size, string name)
    {
        using JsonDocument document = Document(size);
        return new PostCase(size, document.RootElement.GetProperty("sector_size").GetUInt64(), document.RootElement.GetProperty("cases")
            .EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).Clone());
    }

    private static JsonDocument Document(string size) => JsonDocument.Parse(File.ReadAllBytes(Repository.Vector($"post-{size}.json")));
}
