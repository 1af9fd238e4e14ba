using System.Collections.Concurrent;
using System.Security.Cryptography;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>A sector with a ticket of its own whose files may be damaged between the tries of its PreCommit1, or lost within them.</summary>
internal sealed class DisturbedSector : IDisposable
{
    private static readonly ConcurrentDictionary<Digest, string[]> Labelled = new();
    private readonly TemporaryFolder _folder = new();

    public DisturbedSector(SectorVector vector, byte number)
    {
        SealTicket ticket = new(new Digest([.. Enumerable.Repeat(number, Digest.Size - 1), 0]));
        SectorPaths paths = new(_folder["cache"], _folder["sealed"], _folder["unsealed"]);
        vector.WriteUnsealed(paths.Unsealed!);
        Staged = new StagedSector(vector.Sector, ticket, paths, vector.Pieces);
        Replica = ReplicaId.Compute(vector.Sector, ticket, vector.Commitments.CommD);
    }

    public StagedSector Staged { get; }

    public Digest Replica { get; }

    /// <summary>Deletes the cache folder under those who work in it.</summary>
    public void LoseCache()
    {
        try
        {
            Directory.Delete(Staged.Paths.Cache, recursive: true);
        }
        catch (IOException)
        {
            // They made a file in it meanwhile, or it is not there yet: then it stays.
        }
    }

    /// <summary>Breaks a layer, whole or begun, that an earlier try left, if there is one.</summary>
    public void Disturb(Choices choices)
    {
        if (!Directory.Exists(Staged.Paths.Cache)) return;
        string[] layers = [.. Directory.GetFiles(Staged.Paths.Cache, "*layer*").Where(path => new FileInfo(path).Length > 0)];
        if (layers.Length == 0) return;
        string layer = layers[choices.Next(layers.Length)];
        int length = (int)new FileInfo(layer).Length;
        switch (choices.Next(3))
        {
            case 0:
                File.Delete(layer);
                break;
            case 1:
                Damage.Truncate(layer, length / 2);
                break;
            default:
                Damage.Flip(layer, choices.Next(length));
                break;
        }
    }

    /// <summary>The layers are those of this sector alone.</summary>
    public void AssertIsLabelled()
    {
        PoRepConfig config = Staged.Identity.Config;
        string[] expected = Labelled.GetOrAdd(Replica, replica =>
            [.. LabelsAlone.Of(config, replica, config.Layers).Select(layer => Convert.ToHexStringLower(SHA256.HashData(layer)))]);
        Assert.Equal(expected, Enumerable.Range(1, expected.Length)
            .Select(layer => SealedSector.Sha256(Path.Combine(Staged.Paths.Cache, SectorFileNames.Layer(layer)))));
    }

    public void Dispose() => _folder.Dispose();
}
