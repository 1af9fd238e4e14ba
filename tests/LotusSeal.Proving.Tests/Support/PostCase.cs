using System.Text.Json;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>A proof of spacetime of the reference: what it proved, and with what.</summary>
internal sealed class PostCase
{
    private PostCase(string size, ulong bytes, JsonElement json)
    {
        (Size, Json) = (size, json);
        Config = PoRepConfig.ForShape(bytes, default, ApiVersion.V1_1_0);
        Sectors = json.GetProperty("sectors").EnumerateArray().ToDictionary(
            sector => sector.GetProperty("sector_id").GetUInt64(),
            sector => Read(Repository.Vector($"post-{size}", sector.GetProperty("vanilla_file").GetString()!)));
        Type = json.GetProperty("registered_post_proof") is { ValueKind: JsonValueKind.Number } type ? (RegisteredPoStProof)type.GetInt32()
            : (RegisteredPoStProof)(-1);
        Randomness = Digest.FromHex(json.GetProperty("randomness_from_chain").GetString()!);
        Claims = [.. Sectors.Values.Select(sector => new ReplicaClaim(sector.SectorNumber, sector.CommR))];
        IsWinning = json.GetProperty("type").GetString() == "winning";
        Partitions = [.. json.GetProperty("partitions").EnumerateArray().Select(part => IsWinning ? PostPartition.OfWinning(Sectors.Values.Single())
            : PostPartition.OfWindow([.. part.GetProperty("sectors_with_padding").EnumerateArray().Select(number => number.GetUInt64()).Distinct()
                .Select(number => Sectors[number])], WindowSectors))];
    }

    private PostSectorProof Read(string file) => PostProofFormat.Read(Config, File.ReadAllBytes(file));

    /// <summary>Sectors of a partition of small sectors.</summary>
    public const int WindowSectors = 2;

    public string Size { get; }

    public PoRepConfig Config { get; }

    public bool IsWinning { get; }

    /// <summary>What was proved; of a size that no proof is registered for it is no defined value.</summary>
    public RegisteredPoStProof Type { get; }

    /// <summary>As the chain drew it: not masked.</summary>
    public Digest Randomness { get; }

    public IReadOnlyDictionary<ulong, PostSectorProof> Sectors { get; }

    public IReadOnlyList<ReplicaClaim> Claims { get; }

    /// <summary>The proof with known numbers, all partitions.</summary>
    public byte[] FixedProof => [.. Json.GetProperty("deterministic_proof").GetProperty("proofs").EnumerateArray()
        .SelectMany(proof => Convert.FromHexString(proof.GetString()!))];

    /// <summary>The proof with random numbers, all partitions.</summary>
    public byte[] RandomProof => Convert.FromHexString(Json.GetProperty("random_proof").GetProperty("proof").GetString()!);

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
