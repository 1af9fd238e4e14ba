using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.VanillaProofs;

/// <summary>A sector that is damaged where it is challenged gives an error that names the file, never a proof.</summary>
public sealed class PostDamageTests : IDisposable
{
    private static readonly SectorSealer Sealer =
        new(SealingBackends.Create("native"), new SealingOptions { Threads = 2, ParentsCacheDirectory = null });

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("2kib", 0, "is damaged between byte 0 and 2048")]
    [InlineData("2kib", 2047, "is not a field element")]
    [InlineData("16kib", 2048 + 64, "is damaged between byte 2048 and 4096")]
    [InlineData("32kib", 16384, "is damaged between byte 16384 and 18432")]
    public async Task The_replica(string size, long offset, string expected)
    {
        PostVector vector = PostVector.Load(size).First(one => !one.Update);
        PostSector sector = vector.CopyTo(_folder);
        if (expected.Contains("field element", StringComparison.Ordinal)) Overwrite(sector.ReplicaPath, offset, 0xff);
        else Damage.Flip(sector.ReplicaPath, offset);
        await RefusedAsync(sector, (ulong)offset / 32, sector.ReplicaPath, expected);
        // Challenges elsewhere see nothing of it.
        if (size != "2kib") await Sealer.ProvePostSectorAsync(sector, [0], SealedSector.Token);
    }

    [Theory]
    [InlineData("2kib", "sc-02-data-tree-r-last.dat", 0, "leads to")]
    [InlineData("16kib", "sc-02-data-tree-r-last-3.dat", 0, "lead to")]
    [InlineData("16kib", "sc-02-data-tree-r-last-3.dat", 31, "the root is not a field element")]
    public async Task The_root_of_a_tree(string size, string file, long offset, string expected)
    {
        PostVector vector = PostVector.Load(size).First(one => !one.Update);
        PostSector sector = vector.CopyTo(_folder);
        string path = Path.Combine(sector.CacheDirectory, file);
        if (offset == 31) Overwrite(path, offset, 0xff);
        else Damage.Flip(path, offset);
        await RefusedAsync(sector, 0, Path.Combine(sector.CacheDirectory, "sc-02-data-tree-r-last"), expected);
    }

    [Fact]
    public async Task A_row_of_a_tree()
    {
        // With no row discarded the tree of 64 leaves has a row of 8 nodes below its root, and the replica's segment is of 8 leaves.
        PostVector vector = PostVector.Load("2kib", 2);
        PostSector sector = vector.CopyTo(_folder);
        string tree = Path.Combine(sector.CacheDirectory, SectorFileNames.TreeRLast(vector.Config, 0));
        await WriteWholeTreeAsync(sector, tree);
        Assert.Equal(vector.Expected, await Sealer.ProvePostSectorAsync(sector, vector.Challenges, SealedSector.Token));

        Damage.Flip(tree, 5 * 32);
        await RefusedAsync(sector, 0, tree, "challenge 0: the path does not lead to its root");
        Damage.Flip(tree, 5 * 32);
        Damage.Flip(tree, 8 * 32);
        await RefusedAsync(sector, 0, tree, "the root does not follow from the row below it");
        Damage.Flip(tree, 8 * 32);
        Damage.Flip(sector.ReplicaPath, 8 * 32);
        await RefusedAsync(sector, 9, sector.ReplicaPath, "is damaged between byte 256 and 512");
    }

    [Theory]
    [InlineData(5)]
    [InlineData(40)]
    public async Task The_commitments_in_p_aux(long offset)
    {
        PostSector sector = PostVector.Load("2kib", 2).CopyTo(_folder);
        string file = Path.Combine(sector.CacheDirectory, "p_aux");
        Damage.Flip(file, offset);
        await RefusedAsync(sector, 0, file, $"the proof is wanted of {sector.CommR}");
    }

    [Fact]
    public async Task Another_sector_s_commitment_is_refused()
    {
        PostSector sector = PostVector.Load("2kib", 2).Sector;
        await RefusedAsync(sector with { CommR = PostVector.Load("2kib", 7).CommR }, 0, "p_aux", "gives CommR");
    }

    [Theory]
    [InlineData("sealed", 2047, "has 2047 bytes instead of 2048")]
    [InlineData("cache/sc-02-data-tree-r-last.dat", 31, "has 31 bytes instead of 32")]
    [InlineData("cache/p_aux", 63, "has 63 bytes instead of 64")]
    public async Task Files_of_a_wrong_length(string file, long length, string expected)
    {
        PostSector sector = PostVector.Load("2kib", 2).CopyTo(_folder);
        Damage.Truncate(_folder[file], length);
        await RefusedAsync(sector, 0, _folder[file], expected);
    }

    [Theory]
    [InlineData("sealed")]
    [InlineData("cache/sc-02-data-tree-r-last.dat")]
    [InlineData("cache/p_aux")]
    public async Task Missing_files_are_not_made(string file)
    {
        PostSector sector = PostVector.Load("2kib", 2).CopyTo(_folder);
        File.Delete(_folder[file]);
        string[] before = Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories);
        await RefusedAsync(sector, 0, _folder[file], "is missing");
        Assert.Equal(before, Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories));
    }

    [Fact]
    public async Task A_challenge_beyond_the_sector() =>
        await RefusedAsync(PostVector.Load("2kib", 2).Sector, 64, "challenge 64", "is out of bounds (max: 64)");

    private static async Task RefusedAsync(PostSector sector, ulong challenge, string named, string expected)
    {
        SealingException refused = await Assert.ThrowsAsync<SealingException>(
            () => Sealer.ProvePostSectorAsync(sector, [challenge], SealedSector.Token));
        Assert.Contains(named, refused.Message, StringComparison.Ordinal);
        Assert.Contains(expected, refused.Message, StringComparison.Ordinal);
    }

    private static void Overwrite(string path, long offset, byte value)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Write);
        file.Position = offset;
        file.WriteByte(value);
    }

    private static async Task WriteWholeTreeAsync(PostSector sector, string tree)
    {
        byte[] leaves = await File.ReadAllBytesAsync(sector.ReplicaPath, SealedSector.Token), row = new byte[leaves.Length / 8], root = new byte[32];
        SealingBackends.Create("managed").Hashes!.Poseidon(8, leaves, row);
        SealingBackends.Create("managed").Hashes!.Poseidon(8, row, root);
        await File.WriteAllBytesAsync(tree, [.. row, .. root], SealedSector.Token);
    }
}
