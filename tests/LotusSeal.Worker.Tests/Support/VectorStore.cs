using System.Text.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Sealed and updated sectors of the reference in a storage path, and what is asked of them.</summary>
internal static class VectorStore
{
    /// <summary>Makes a path with all sectors of 2 KiB.</summary>
    public static void Create(string store)
    {
        StorageDescriptor.Create(store, new StorageDescriptor { Id = Path.GetFileName(store), Weight = 10, CanSeal = false, CanStore = true });
        foreach (string sector in Directory.GetDirectories(Repository.Vector("post-2kib")))
        {
            string name = Path.GetFileName(sector);
            foreach (string file in Directory.GetFiles(sector, "*", SearchOption.AllDirectories))
            {
                // sealed becomes sealed/s-t01000-2, cache/p_aux becomes cache/s-t01000-2/p_aux.
                string[] parts = Path.GetRelativePath(sector, file).Split('/');
                string target = Path.Combine([store, parts[0], name, .. parts[1..]]);
                Directory.CreateDirectory(Path.GetDirectoryName(target)!);
                File.Copy(file, target);
            }
        }
    }

    /// <summary>A case of the reference.</summary>
    public static JsonElement Case(string name)
    {
        using JsonDocument vectors = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("post-2kib.json")));
        return vectors.RootElement.GetProperty("cases").EnumerateArray().Single(test => test.GetProperty("name").GetString() == name).Clone();
    }

    /// <summary>What a miner asks of a sector of a case.</summary>
    public static PostSectorChallenge ChallengeOf(JsonElement sector) => new(
        RegisteredSealProof.StackedDrg2KiBV1_1, sector.GetProperty("sector_id").GetUInt64(),
        Cid.FromCommR(new CommR(Digest.FromHex(sector.GetProperty("comm_r").GetString()!))),
        [.. sector.GetProperty("challenges").EnumerateArray().Select(value => value.GetUInt64())], sector.GetProperty("update").GetBoolean());
}
