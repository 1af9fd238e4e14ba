using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Tests.Durability;

public sealed partial class FolderOwnerTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private IEnumerable<string> Names => Directory.GetFileSystemEntries(_folder.Path).Select(entry => Path.GetFileName(entry));

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_file_stays_while_its_process_lives_and_goes_when_that_was_killed()
    {
        (Process process, string file, _) = await OwnerChild.StartAsync(_folder.Path);
        Assert.Empty(Tidy());
        Assert.True(File.Exists(file));
        await ChildProcess.KillAsync(process);
        Assert.Equal([Path.GetFileName(file)], Tidy());
        Assert.Empty(Names);
    }

    [Fact]
    public async Task A_program_that_the_process_started_does_not_keep_its_files()
    {
        (Process process, string file, int id) = await OwnerChild.StartAsync(_folder.Path, withChild: true);
        using Process child = Process.GetProcessById(id);
        try
        {
            await ChildProcess.KillAsync(process);
            Assert.False(child.HasExited);
            Assert.Equal([Path.GetFileName(file)], Tidy());
        }
        finally
        {
            child.Kill();
        }
    }

    [Fact]
    public void Two_owners_in_one_process_have_names_of_their_own_and_one_may_end_before_the_other()
    {
        using FolderOwner first = FolderOwner.Claim(_folder.Path);
        FolderOwner second = FolderOwner.Claim(_folder.Path);
        File.WriteAllText(first.NameOf("x"), "1");
        File.WriteAllText(second.NameOf("x"), "2");
        Assert.Empty(Tidy());
        second.Dispose();
        Assert.Equal([Path.GetFileName(second.NameOf("x"))], Tidy());
        Assert.Equal("1", File.ReadAllText(first.NameOf("x")));
    }

    /// <summary>Between fork and exec it has copies of all handles. Here one is of this process, which is the same to the kernel.</summary>
    [Fact]
    public void An_owner_that_ends_is_dead_also_while_a_program_is_being_started()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "no locks are taken here");
        FolderOwner owner = FolderOwner.Claim(_folder.Path);
        File.WriteAllText(owner.NameOf("x"), "");
        string lockFile = _folder[Names.Single(name => name.EndsWith(".owner", StringComparison.Ordinal))];
        FileInfo handle = new DirectoryInfo("/proc/self/fd").GetFiles().Single(file => file.LinkTarget == lockFile);
        using SafeFileHandle copy = new(Duplicate(int.Parse(handle.Name, CultureInfo.InvariantCulture)), ownsHandle: true);
        Assert.False(copy.IsInvalid);
        owner.Dispose();
        FolderOwner.TryTakeOver(_folder.Path, owner.Id, out OwnerState state)?.Dispose();
        Assert.Equal(OwnerState.Dead, state);
    }

    [Fact]
    public void An_owner_that_ends_leaves_no_file_of_its_own()
    {
        using (FolderOwner owner = FolderOwner.Claim(_folder.Path))
        {
            File.WriteAllText(owner.NameOf("x"), "");
            File.Delete(owner.NameOf("x"));
            Assert.Single(Names);
        }

        Assert.Empty(Names);
    }

    [Fact]
    public void Files_whose_owner_file_was_deleted_by_hand_go_only_when_they_are_old()
    {
        FolderOwner owner = FolderOwner.Claim(_folder.Path);
        string file = owner.NameOf("x");
        File.WriteAllText(file, "");
        File.Delete(Names.Select(name => _folder[name]).Single(name => name.EndsWith(".owner", StringComparison.Ordinal)));
        MakeOld(file);
        // This process knows that it lives all the same; after its end nobody does.
        Assert.Empty(Tidy());
        owner.Dispose();
        File.SetLastWriteTimeUtc(file, DateTime.UtcNow);
        Assert.Empty(Tidy());
        MakeOld(file);
        Assert.Equal([Path.GetFileName(file)], Tidy());
    }

    [Fact]
    public void Files_without_an_owner_go_only_when_nothing_in_them_was_written_for_a_day()
    {
        Directory.CreateDirectory(_folder["old.tmp", "inside"]);
        Directory.CreateDirectory(_folder["busy.tmp", "inside"]);
        File.WriteAllText(_folder["old.tmp", "inside", "a"], "");
        File.WriteAllText(_folder["busy.tmp", "inside", "a"], "");
        File.WriteAllText(_folder["fresh.tmp"], "");
        File.WriteAllText(_folder["a-sector"], "");
        foreach (string entry in Directory.GetFileSystemEntries(_folder.Path, "*", SearchOption.AllDirectories)) MakeOld(entry);
        File.SetLastWriteTimeUtc(_folder["busy.tmp", "inside", "a"], DateTime.UtcNow);
        File.SetLastWriteTimeUtc(_folder["fresh.tmp"], DateTime.UtcNow);
        Assert.Equal(["old.tmp"], Tidy());
        Assert.Equal(["a-sector", "busy.tmp", "fresh.tmp"], Names.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void An_old_file_that_is_open_stays()
    {
        using FileStream open = new(_folder["x.tmp"], FileMode.CreateNew, FileAccess.Write, FileShare.Read);
        MakeOld(_folder["x.tmp"]);
        Assert.Empty(Tidy());
    }

    [Fact]
    public async Task The_files_of_a_dead_owner_are_taken_over_by_one_only_and_no_one_deletes_them_meanwhile()
    {
        (Process process, string file, _) = await OwnerChild.StartAsync(_folder.Path);
        string id = FolderOwner.IdIn(Path.GetFileName(file))!;
        Assert.Null(FolderOwner.TryTakeOver(_folder.Path, id, out OwnerState state));
        Assert.Equal(OwnerState.Living, state);
        await ChildProcess.KillAsync(process);
        FolderOwner? heir = FolderOwner.TryTakeOver(_folder.Path, id, out state);
        Assert.Equal((OwnerState.Dead, file), (state, heir?.NameOf("layer")));
        Assert.Null(FolderOwner.TryTakeOver(_folder.Path, id, out state));
        Assert.Equal(OwnerState.Living, state);
        Assert.Empty(Tidy());
        heir!.Dispose();
        Assert.Single(Tidy());
        Assert.Null(FolderOwner.TryTakeOver(_folder.Path, id, out state));
        Assert.Equal(OwnerState.Missing, state);
    }

    [Fact]
    public void A_folder_that_cannot_be_written_is_named_and_what_is_in_it_is_left_alone()
    {
        // Where the kernel keeps its own files, root cannot write either.
        const string ReadOnly = "/proc/self";
        if (!Directory.Exists(ReadOnly)) Assert.Skip("There is no /proc.");
        IOException refused = Assert.ThrowsAny<IOException>(() => FolderOwner.Claim(ReadOnly));
        Assert.Contains(ReadOnly, refused.Message, StringComparison.Ordinal);
        Assert.Empty(UnfinishedFiles.DeleteAbandoned(ReadOnly, "maps"));
        Assert.True(File.Exists(ReadOnly + "/maps"));
        Assert.Contains(_folder["missing"], Assert.ThrowsAny<IOException>(() => FolderOwner.Claim(_folder["missing"])).Message,
            StringComparison.Ordinal);
        Assert.Empty(UnfinishedFiles.DeleteAbandoned(_folder["missing"], ".tmp"));
    }

    [Theory]
    [InlineData("sc-02-data-layer-1.0123456789abcdef..tmp", "0123456789abcdef")]
    [InlineData("s-t01000-1.0123456789abcdef", "0123456789abcdef")]
    [InlineData("s-t01000-1.0123456789abcdef.resume.00112233445566778899aabbccddeeff.tmp", "0123456789abcdef")]
    [InlineData("sc-02-data-layer-1..tmp", null)]
    [InlineData("x.0123456789abcdef0123456789abcdef.tmp", null)]
    [InlineData("x.0123456789ABCDEF.tmp", null)]
    [InlineData("0123456789abcdef.tmp", null)]
    [InlineData("", null)]
    public void An_id_is_found_in_names_of_owners_only(string name, string? id) => Assert.Equal(id, FolderOwner.IdIn(name));

    private static void MakeOld(string path) =>
        File.SetLastWriteTimeUtc(path, DateTime.UtcNow - UnfinishedFiles.SurelyOld - TimeSpan.FromMinutes(1));

    [LibraryImport("libc", EntryPoint = "dup")]
    private static partial int Duplicate(int handle);

    private IReadOnlyList<string> Tidy() => UnfinishedFiles.DeleteAbandoned(_folder.Path, ".tmp");
}
