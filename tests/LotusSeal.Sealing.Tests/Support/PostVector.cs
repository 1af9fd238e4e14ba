using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A sector and its vanilla proof of spacetime as the reference implementation made them.</summary>
internal sealed record PostVector(string Size, string Case, PoRepConfig Config, ulong Number, bool Update, CommR CommR, ulong[] Challenges,
    Digest Randomness, int Position, bool FirstVersion, string File)
{
    /// <summary>Sizes whose replicas lie among the vectors.</summary>
    public static readonly string[] Small = ["2kib", "4kib", "16kib", "32kib"];

    public byte[] Expected => System.IO.File.ReadAllBytes(Repository.Vector("post-" + Size, File));

    /// <summary>The sector's files as the reference left them.</summary>
    public PostSector Sector => In(Repository.Vector("post-" + Size, $"s-t01000-{Number}"));

    public static IEnumerable<PostVector> Load(string size)
    {
        using JsonDocument document = JsonDocument.Parse(System.IO.File.ReadAllBytes(Repository.Vector($"post-{size}.json")));
        ulong bytes = document.RootElement.GetProperty("sector_size").GetUInt64();
        PoRepConfig config = PoRepConfig.ForShape(bytes, default, ApiVersion.V1_1_0);
        foreach (JsonElement test in document.RootElement.GetProperty("cases").EnumerateArray())
        {
            int position = 0;
            foreach (JsonElement sector in test.GetProperty("sectors").EnumerateArray())
            {
                yield return new PostVector(size, test.GetProperty("name").GetString()!, config, sector.GetProperty("sector_id").GetUInt64(),
                    sector.GetProperty("update").GetBoolean(), new CommR(Digest.FromHex(sector.GetProperty("comm_r").GetString()!)),
                    [.. sector.GetProperty("challenges").EnumerateArray().Select(value => value.GetUInt64())],
                    Digest.FromHex(test.GetProperty("randomness_from_chain").GetString()!), position++,
                    test.GetProperty("api_version").GetString() == "1.0.0", sector.GetProperty("vanilla_file").GetString()!);
            }
        }
    }

    /// <summary>The first case of a sector.</summary>
    public static PostVector Load(string size, ulong number) => Load(size).First(vector => vector.Number == number);

    /// <summary>The sector with its files in a folder.</summary>
    public PostSector In(string folder) => new(Config, Number, CommR, Path.Combine(folder, Update ? "update" : "sealed"),
        Path.Combine(folder, Update ? "update-cache" : "cache"));

    /// <summary>The sector with its files copied, to be damaged.</summary>
    public PostSector CopyTo(TemporaryFolder folder)
    {
        PostSector from = Sector, to = In(folder.Path);
        Directory.CreateDirectory(to.CacheDirectory);
        System.IO.File.Copy(from.ReplicaPath, to.ReplicaPath);
        foreach (string file in Directory.GetFiles(from.CacheDirectory))
            System.IO.File.Copy(file, Path.Combine(to.CacheDirectory, Path.GetFileName(file)));
        return to;
    }

    /// <summary>The sector's data by the rule of the vectors: SHA-256(stream ‖ u64 LE block), concatenated.</summary>
    public static byte[] Data(string stream, PoRepConfig config)
    {
        byte[] message = [.. Encoding.ASCII.GetBytes(stream), .. new byte[sizeof(ulong)]], data = new byte[config.SectorSize];
        for (int block = 0; block < data.Length / SHA256.HashSizeInBytes; block++)
        {
            BitConverter.TryWriteBytes(message.AsSpan(stream.Length), (ulong)block);
            SHA256.HashData(message, data.AsSpan(block * SHA256.HashSizeInBytes));
        }
        return data[..(int)config.DataSize.Bytes];
    }

    /// <summary>What the case would draw.</summary>
    public ulong[] Draw() => PostChallenges.Draw(Randomness, Number, FirstVersion ? (ulong)(Position * Challenges.Length) : 0, Challenges.Length,
        Config.Nodes);
}
