using System.Text.Json;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Updates;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>The updated sector of a small tree shape: its key as the reference sealed it, room for the update, and what the reference made.</summary>
internal sealed class ShapedUpdate : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly JsonElement _json;
    private readonly string _reference;

    /// <param name="size">One of <see cref="PostVector.Small"/>.</param>
    public ShapedUpdate(string size)
    {
        _json = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector($"post-{size}.json"))).RootElement.GetProperty("sectors")
            .EnumerateArray().Single(candidate => candidate.GetProperty("kind").GetString() == "updated");
        _reference = Repository.Vector("post-" + size, $"s-t01000-{_json.GetProperty("sector_id").GetUInt64()}");
        Config = PostVector.Load(size).First().Config;
        Data = new byte[Config.SectorSize];
        Fr32.Pad(PostVector.Data(_json.GetProperty("stream").GetString()!, Config), Data);
        File.WriteAllBytes(_folder["unsealed"], Data);
        Statement = new UpdateStatement(new CommR(Hex("comm_r")), new SealCommitments(new CommR(Hex("comm_r_new")), new CommD(Hex("comm_d_new"))));
    }

    public PoRepConfig Config { get; }

    /// <summary>The padded data.</summary>
    public byte[] Data { get; }

    public UpdateStatement Statement { get; }

    public SectorKey Key => new(Config, Path.Combine(_reference, "sealed"), Path.Combine(_reference, "cache"));

    public UpdateFiles Files => new(_folder["update"], _folder["update-cache"]);

    /// <summary>Makes the update, which must have the reference's commitments and files.</summary>
    public async Task EncodeAsync(SectorUpdater updater)
    {
        PieceCommitment piece = new(Statement.New.CommD.Value, Config.DataSize);
        Assert.Equal(Statement.New, await updater.EncodeAsync(Key, Files, _folder["unsealed"], [piece], null, TestContext.Current.CancellationToken));
        Assert.Equal(_json.GetProperty("update_sha256").GetString(), SealedSector.Sha256(Files.Replica));
        foreach (string expected in Directory.GetFiles(Path.Combine(_reference, "update-cache")))
            Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(Path.Combine(Files.Cache, Path.GetFileName(expected))));
    }

    /// <summary>Makes the key anew from the update, which must have its bytes.</summary>
    public async Task RegenerateKeyAsync(SectorUpdater updater)
    {
        SectorKey anew = new(Config, _folder["key"], _folder["key-cache"]);
        Directory.CreateDirectory(anew.Cache);
        foreach (string file in Directory.GetFiles(Key.Cache)) File.Copy(file, Path.Combine(anew.Cache, Path.GetFileName(file)));
        await updater.RegenerateKeyAsync(anew, null, Files.Replica, _folder["unsealed"], Statement.New.CommD, null,
            TestContext.Current.CancellationToken);
        Assert.Equal(File.ReadAllBytes(Key.Replica), File.ReadAllBytes(anew.Replica));
        foreach (string file in Directory.GetFiles(Key.Cache))
            Assert.Equal(File.ReadAllBytes(file), File.ReadAllBytes(Path.Combine(anew.Cache, Path.GetFileName(file))));
    }

    public void Dispose() => _folder.Dispose();

    private Digest Hex(string name) => Digest.FromHex(_json.GetProperty(name).GetString()!);
}
