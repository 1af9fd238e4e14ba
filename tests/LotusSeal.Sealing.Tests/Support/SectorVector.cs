using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>One sector as the reference implementation sealed it.</summary>
internal sealed class SectorVector
{
    private readonly JsonElement _json;

    private SectorVector(string name)
    {
        Name = name;
        _json = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector(name + ".json"))).RootElement;
        JsonElement inputs = _json.GetProperty("inputs"), config = _json.GetProperty("porep_config");
        byte[] poRepId = [.. config.GetProperty("porep_id").EnumerateArray().Select(value => value.GetByte())];
        ulong size = config.GetProperty("sector_size").GetUInt64();
        Config = name is "4kib" or "16kib" or "32kib"
            ? PoRepConfig.ForShape(size, new Digest(poRepId), Enum.Parse<ApiVersion>(config.GetProperty("api_version").GetString()!))
            : PoRepConfig.ForProof((RegisteredSealProof)poRepId[0]);
        Assert.Equal(size, Config.SectorSize);
        Sector = new SealIdentity(Config, Hex(inputs, "prover_id"), ulong.Parse(inputs.GetProperty("sector_id").ToString()));
        Ticket = new SealTicket(Hex(inputs, "ticket"));
        Seed = new InteractiveSeed(Hex(inputs, "seed"));
        Pieces = [.. inputs.GetProperty("pieces").EnumerateArray()
            .Select(piece => new PieceCommitment(Hex(piece, "comm_p"), new UnpaddedSize(piece.GetProperty("unpadded").GetUInt64())))];
        Commitments = new SealCommitments(new CommR(Hex(_json, "comm_r")), new CommD(Hex(_json, "comm_d")));
    }

    public static IEnumerable<string> Small => ["2kib", "2kib-zero", "2kib-v1", "2kib-synth", "2kib-ni", "4kib", "16kib", "32kib"];

    public string Name { get; }

    public PoRepConfig Config { get; }

    public SealIdentity Sector { get; }

    public SealTicket Ticket { get; }

    public InteractiveSeed Seed { get; }

    public IReadOnlyList<PieceCommitment> Pieces { get; }

    public SealCommitments Commitments { get; }

    public Digest ReplicaId => Hex(_json, "replica_id");

    public string ReplicaSha256 => Text("replica_sha256");

    /// <summary>SHA-256 of the sector's unpadded bytes; null where the vector lacks it.</summary>
    public string? UnpaddedSha256 => _json.TryGetProperty("unsealed_sha256", out JsonElement value) ? value.GetString() : null;

    public string ParentsSha256 => Text("parents_sha256");

    /// <summary>The cache folder that the reference wrote into its files.</summary>
    public string RecordedCache => $"/data/vectors/{Name}/cache";

    public static SectorVector Load(string name) => new(name);

    /// <summary>File name to length and SHA-256.</summary>
    public IReadOnlyDictionary<string, (long Length, string Sha256)> Files(string moment) => _json.GetProperty(moment).EnumerateObject()
        .ToDictionary(file => file.Name, file => (file.Value.GetProperty("length").GetInt64(), file.Value.GetProperty("sha256").GetString()!));

    public (int Length, string Sha256) Json(string kind) =>
        (_json.GetProperty(kind).GetProperty("length").GetInt32(), _json.GetProperty(kind).GetProperty("sha256").GetString()!);

    public byte[] Bytes(string name) => File.ReadAllBytes(Repository.Vector(Name, name));

    /// <summary>Writes the staged data, by the rule of the vectors.</summary>
    public void WriteUnsealed(string path)
    {
        byte[] data = new byte[Config.SectorSize];
        if (Name != "2kib-zero")
        {
            byte[] message = [.. "porep-vector"u8, .. new byte[8]];
            for (ulong i = 0; i < Config.Nodes; i++)
            {
                BitConverter.TryWriteBytes(message.AsSpan(12), i);
                Span<byte> leaf = data.AsSpan((int)i * Digest.Size, Digest.Size);
                SHA256.HashData(message, leaf);
                leaf[31] &= 0x3f;
            }
        }
        File.WriteAllBytes(path, data);
    }

    private static Digest Hex(JsonElement parent, string name) => Digest.FromHex(parent.GetProperty(name).GetString()!);

    private string Text(string name) => _json.GetProperty(name).GetString()!;
}
