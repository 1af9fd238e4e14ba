using System.Text.Json;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>An update of a sector without data, as the reference implementation made it; data by the vectors' rule.</summary>
internal sealed class UpdateVector
{
    private readonly JsonElement _json;

    private UpdateVector(string size, RegisteredSealProof proof)
    {
        _json = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("updates.json"))).RootElement.GetProperty(size);
        Config = PoRepConfig.ForProof(proof);
        Identity = new SealIdentity(Config, Repeated(0x11), 7);
        SealCommitments made = new(new CommR(Hex("comm_r_new")), new CommD(Hex("comm_d_new")));
        Statement = new UpdateStatement(new CommR(Hex("comm_r_old")), made);
    }

    public static UpdateVector Small => new("2kib", RegisteredSealProof.StackedDrg2KiBV1_1);

    public static UpdateVector Large => new("8mib", RegisteredSealProof.StackedDrg8MiBV1_1);

    public PoRepConfig Config { get; }

    public SealIdentity Identity { get; }

    public SealTicket Ticket { get; } = new(Repeated(0x22));

    public UpdateStatement Statement { get; }

    public string ReplicaSha256 => _json.GetProperty("new_replica_sha256").GetString()!;

    public IReadOnlyList<PieceCommitment> Pieces => [new(Statement.New.CommD.Value, Config.DataSize)];

    public IReadOnlyList<string> ProofSha256 =>
        [.. _json.GetProperty("partition_proofs").EnumerateArray().Select(proof => proof.GetProperty("sha256").GetString()!)];

    public IReadOnlyList<uint[]> Challenges =>
        [.. _json.GetProperty("challenges").EnumerateArray().Select(list => list.EnumerateArray().Select(c => c.GetUInt32()).ToArray())];

    /// <summary>File name to SHA-256.</summary>
    public IReadOnlyDictionary<string, string> CacheFiles => _json.GetProperty("new_cache_files").EnumerateObject()
        .ToDictionary(file => file.Name, file => file.Value.GetProperty("sha256").GetString()!);

    public UpdatedReplica Updated(string replica) => new(Config, replica, Statement.OldCommR, Statement.New.CommD);

    private static Digest Repeated(byte value) => new([.. Enumerable.Repeat(value, Digest.Size)]);

    private Digest Hex(string name) => Digest.FromHex(_json.GetProperty(name).GetString()!);
}
