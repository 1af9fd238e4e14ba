using System.Text;
using LotusSeal.DevMiner.Index;
using LotusSeal.Lotus.Types;
using LotusSeal.Testing.Fuzzing;

namespace LotusSeal.Storage.Tests;

/// <summary>A storage path in which anything may have been changed: it opens, or is refused with its name; whole sectors stay as they are.</summary>
public sealed class HostilePathTests : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private TestNode _node = null!;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private string Root => _folder["p"];

    public async ValueTask InitializeAsync()
    {
        _node = await TestNode.StartAsync(new MinerSectorIndex(TimeProvider.System));
        StorageDescriptor.Create(Root, new StorageDescriptor { Id = "p", Weight = 10, CanSeal = true, Groups = ["a"], DenyMiners = ["f01000"] });
    }

    public async ValueTask DisposeAsync()
    {
        await _node.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_changed_sectorstore_json_opens_or_is_refused_and_is_left_alone()
    {
        string file = Path.Combine(Root, StorageDescriptor.FileName);
        await new Fuzz(File.ReadAllBytes(file)) { Rounds = 60 }.CheckAsync(async bytes =>
        {
            File.WriteAllBytes(file, bytes);
            await OpenAndCloseAsync(Root);
            Assert.Equal(bytes, File.ReadAllBytes(file));
        });
    }

    [Fact]
    public async Task A_start_over_a_changed_storage_json_opens_what_it_can()
    {
        string file = _folder[StorageConfig.FileName];
        new StorageConfig([new StorageConfigPath(Root), new StorageConfigPath(_folder["missing"])]).Write(file);
        await new Fuzz(File.ReadAllBytes(file)) { Rounds = 60 }.CheckAsync(async bytes =>
        {
            File.WriteAllBytes(file, bytes);
            try
            {
                foreach (string folder in StorageConfig.Read(file).Folders.ToArray())
                {
                    // Never an exception: a path that is away is looked for again.
                    await _node.Store.OpenListedPathAsync(folder, Cancel);
                    await CloseIfKnownAsync(folder);
                }
            }
            catch (StorageException e)
            {
                Assert.Contains(file, e.Message, StringComparison.Ordinal);
            }

            Assert.Equal(bytes, File.ReadAllBytes(file));
        });
        Assert.False(Directory.Exists(_folder["missing"]));
    }

    [Fact]
    public async Task Names_that_nobody_gives_keep_no_path_from_being_opened()
    {
        string sector = Path.Combine(Root, "unsealed", "s-t01000-9"), fetching = Path.Combine(Root, "unsealed", "fetching");
        Directory.CreateDirectory(fetching);
        string[] samples =
        [
            ".lotusseal-0123456789abcdef.owner", "s-t01000-9.0123456789abcdef..tmp", "s-t01000-9.0123456789abcdef", "s-t01000-9.layers",
            "s-t01000-9.0123456789abcdef.resume", "s-t01000-9.map", "s-t01000-10.map", "s-t01000-9.0123456789abcdef.moving", "s-t01000-9",
        ];
        await new Fuzz(samples) { Rounds = 60 }.CheckAsync(async bytes =>
        {
            byte[] whole = [.. Sectors.Bytes(2048), .. new byte[4]];
            File.WriteAllBytes(sector, whole);
            foreach (string folder in (string[])[fetching, Path.GetDirectoryName(sector)!]) Put(folder, bytes);
            await OpenAndCloseAsync(Root, mustOpen: true);
            Assert.Equal(whole, File.ReadAllBytes(sector));
            foreach (string folder in (string[])[fetching, Path.GetDirectoryName(sector)!]) Empty(folder);
            Directory.CreateDirectory(fetching);
        });
    }

    [Fact]
    public async Task A_damaged_journal_keeps_one_file_from_the_miner_and_no_path_from_being_opened()
    {
        byte[] whole = [.. Sectors.Bytes(2048), .. new byte[4]];
        Directory.CreateDirectory(Path.Combine(Root, "unsealed", "fetching"));
        foreach (string name in (string[])["s-t01000-9", "s-t01000-10"]) File.WriteAllBytes(Path.Combine(Root, "unsealed", name), whole);
        File.WriteAllBytes(Path.Combine(Root, "unsealed", "fetching", "s-t01000-9.map"), new byte[5]);
        await _node.Store.OpenPathAsync(Root, Cancel);
        Assert.Empty(await FindAsync(9));
        Assert.Single(await FindAsync(10));
        Assert.Equal(whole, File.ReadAllBytes(Path.Combine(Root, "unsealed", "s-t01000-9")));
    }

    private async Task<SectorStorageInfo[]> FindAsync(ulong number) =>
        await _node.Index.StorageFindSectorAsync(new(1000, number), SectorFileType.Unsealed, 2048, false, Cancel) ?? [];

    private static void Put(string folder, byte[] name)
    {
        string text = Encoding.UTF8.GetString(name).Replace('/', '_').Replace('\0', '_');
        if (text is "" or "." or ".." or "fetching" || Encoding.UTF8.GetByteCount(text) > 255) return;
        string entry = Path.Combine(folder, text);
        if (SectorFolder.Exists(entry)) return;
        if (name.Length % 3 == 0) Directory.CreateDirectory(entry);
        else File.WriteAllBytes(entry, name);
    }

    private static void Empty(string folder)
    {
        Directory.Delete(folder, recursive: true);
        Directory.CreateDirectory(folder);
    }

    private async Task OpenAndCloseAsync(string folder, bool mustOpen = false)
    {
        try
        {
            await _node.Store.OpenPathAsync(folder, Cancel);
        }
        catch (StorageException e) when (!mustOpen)
        {
            Assert.Contains(folder, e.Message, StringComparison.Ordinal);
            return;
        }

        await _node.Store.ClosePathAsync(folder, Cancel);
    }

    private async Task CloseIfKnownAsync(string folder)
    {
        try
        {
            await _node.Store.ClosePathAsync(folder, Cancel);
        }
        catch (StorageException e)
        {
            Assert.True(e.Fault is StorageFault.PathUnknown or StorageFault.BadRequest, e.Message);
        }
    }
}
