using System.Diagnostics;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Files;

public sealed class PendingFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Layer => _folder[SectorFileNames.Layer(1)];

    private IEnumerable<string?> Names => Directory.GetFileSystemEntries(_folder.Path).Select(Path.GetFileName);

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Another_step_on_the_same_folder_does_not_delete_a_file_that_is_being_written()
    {
        using PendingFile file = new(Layer);
        CacheCleaner.DeleteTemporaries(_folder.Path);
        CacheCleaner.DeleteLayers(_folder.Path);
        file.Commit();
        Assert.Equal([SectorFileNames.Layer(1)], Names);
    }

    [Fact]
    public async Task A_file_that_another_process_writes_stays_until_that_was_killed()
    {
        (Process process, string file, _) = await OwnerChild.StartAsync(_folder.Path, "sc-02-data-layer-1", SectorFileNames.TemporarySuffix);
        CacheCleaner.DeleteTemporaries(_folder.Path);
        using (PendingFile mine = new(Layer)) mine.Commit();
        Assert.True(File.Exists(file));
        await ChildProcess.KillAsync(process);
        CacheCleaner.DeleteTemporaries(_folder.Path);
        Assert.Equal([SectorFileNames.Layer(1)], Names);
    }

    [Fact]
    public async Task What_a_killed_process_left_of_the_same_file_goes_before_it_is_made_again()
    {
        (Process process, string file, _) = await OwnerChild.StartAsync(_folder.Path, "s-t01000-1.replica", ".moving");
        await ChildProcess.KillAsync(process);
        using PendingFile mine = new(_folder["s-t01000-1"], _folder["s-t01000-1.replica.moving"]);
        Assert.False(File.Exists(file));
        mine.Commit();
        Assert.Equal(["s-t01000-1"], Names);
    }

    [Fact]
    public void Two_writers_of_one_file_do_not_share_a_temporary_and_the_later_one_counts()
    {
        using PendingFile first = new(Layer), second = new(Layer);
        RandomAccess.Write(first.Handle, "first"u8, 0);
        RandomAccess.Write(second.Handle, "second"u8, 0);
        first.Commit();
        Assert.Equal("first", File.ReadAllText(Layer));
        second.Commit();
        Assert.Equal("second", File.ReadAllText(Layer));
        Assert.Single(Names);
    }

    [Fact]
    public void A_file_that_was_not_finished_leaves_nothing()
    {
        using (PendingFile file = new(Layer)) Assert.Equal(2, Names.Count());
        Assert.Empty(Names);
    }

    [Fact]
    public void A_file_that_is_kept_is_taken_over_by_its_owner_s_id_and_no_other()
    {
        string owner;
        using (PendingFile file = new(Layer) { IsKept = true })
        {
            RandomAccess.Write(file.Handle, "half"u8, 0);
            owner = file.Owner;
            // It is being written.
            Assert.Null(PendingFile.TakeOver(Layer, owner));
        }

        foreach (string stranger in (string[])["0123456789abcdef", "", "../x", owner + "/"]) Assert.Null(PendingFile.TakeOver(Layer, stranger));
        Assert.Null(PendingFile.TakeOver(_folder[SectorFileNames.Layer(2)], owner));
        using (PendingFile heir = PendingFile.TakeOver(Layer, owner)!)
        {
            CacheCleaner.DeleteTemporaries(_folder.Path);
            using PendingFile other = new(Layer);
            Assert.Equal((owner, true, 4L), (heir.Owner, heir.IsKept, RandomAccess.GetLength(heir.Handle)));
        }

        using (PendingFile heir = PendingFile.TakeOver(Layer, owner)!) heir.Commit();
        Assert.Equal([SectorFileNames.Layer(1)], Names);
        Assert.Equal("half", File.ReadAllText(Layer));
    }

    [Fact]
    public void A_kept_file_goes_when_the_folder_is_tidied()
    {
        using (new PendingFile(Layer) { IsKept = true }) { }
        Assert.Equal(2, Names.Count());
        CacheCleaner.DeleteTemporaries(_folder.Path);
        Assert.Empty(Names);
    }
}
