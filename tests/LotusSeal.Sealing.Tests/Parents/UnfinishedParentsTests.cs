using System.Diagnostics;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Sealing.Tests.Parents;

/// <summary>What a killed maker leaves goes, what a living one writes stays.</summary>
public sealed class UnfinishedParentsTests : IDisposable
{
    private const string Name = "v28-sdr-parent-494d91dc80f2df5272c4b9e129bc7ade9405225993af9fe34e6542a39a47554b.cache";
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_next_maker_deletes_a_killed_one_s_file_and_leaves_a_living_one_s()
    {
        (Process killed, string left) = await ParentsMakerChild.StartAsync(_folder["parents", Name]);
        (Process living, string held) = await ParentsMakerChild.StartAsync(_folder["parents", Name]);
        await ChildProcess.KillAsync(killed);
        try
        {
            Assert.True(File.Exists(left));
            using (PendingFile mine = UnfinishedParents.Create(_folder["parents", Name]))
            {
                Assert.Equal(new[] { held, mine.TemporaryPath }.Order(), Unfinished());
                mine.Commit();
            }

            Assert.Equal([held], Unfinished());
            Assert.True(File.Exists(_folder["parents", Name]));
        }
        finally
        {
            await ChildProcess.KillAsync(living);
        }

        Assert.Equal([Path.GetFileName(held)], UnfinishedParents.DeleteAbandoned(_folder["parents"]));
        Assert.Equal([_folder["parents", Name]], Directory.GetFiles(_folder["parents"]));
    }

    [Fact]
    public void An_earlier_version_s_file_goes_when_it_is_old_and_nobody_else_s_ever()
    {
        string[] old = [$"{Name}.4711-0123456789abcdef0123456789abcdef.tmp"];
        string[] others = [Name, "notes.tmp", $"{Name}.tmp", $"x{old[0]}", "v28-sdr-parent-00.cache.1-0123456789abcdef0123456789abcdef.tmp"];
        foreach (string name in old.Concat(others)) File.WriteAllText(_folder[name], "x");
        Assert.Empty(UnfinishedParents.DeleteAbandoned(_folder.Path));
        foreach (string name in old.Concat(others)) File.SetLastWriteTimeUtc(_folder[name], DateTime.UtcNow.AddDays(-2));
        Assert.Equal(old, UnfinishedParents.DeleteAbandoned(_folder.Path));
        Assert.Equal(others.Order(), Directory.GetFiles(_folder.Path).Select(path => Path.GetFileName(path)).Order());
    }

    [Fact]
    public void A_folder_that_is_not_there_has_none() => Assert.Empty(UnfinishedParents.DeleteAbandoned(_folder["missing"]));

    private IEnumerable<string> Unfinished() => Directory.GetFiles(_folder["parents"], "*.parents.*.tmp").Order();
}
