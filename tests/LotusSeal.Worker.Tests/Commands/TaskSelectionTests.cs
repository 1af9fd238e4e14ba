using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Api;
using LotusSeal.Worker.Commands;
using LotusSeal.Worker.Commands.Run;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class TaskSelectionTests
{
    private static readonly Given<bool> On = new(true, true), Off = new(false, true);

    // Name, flags, short names that Lotus would offer.
    public static TheoryData<string, TaskFlags, string> LotusRules => new()
    {
        { "default", new TaskFlags(), "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU AP DC GSK" },
        { "download", new TaskFlags { SectorDownload = On }, "FUS FIN DL GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU AP DC GSK" },
        { "no pc2", new TaskFlags { PreCommit2 = Off }, "FUS FIN GET FRU UNS C1 C2 PC1 PR1 PR2 RU AP DC GSK" },
        { "no add piece, so no data cid", new TaskFlags { AddPiece = Off }, "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU GSK" },
        { "data cid without add piece", new TaskFlags { AddPiece = Off, DataCid = On }, "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU DC GSK" },
        { "add piece without data cid", new TaskFlags { DataCid = Off }, "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU AP GSK" },
        { "no default", new TaskFlags { NoDefault = true }, "FUS FIN GET FRU C1 PR1" },
        { "no default but pc1", new TaskFlags { NoDefault = true, PreCommit1 = On }, "FUS FIN GET FRU C1 PC1 PR1" },
        { "no default, pc1 switched off", new TaskFlags { NoDefault = true, PreCommit1 = Off }, "FUS FIN GET FRU C1 PR1" },
        { "no default, add piece brings no data cid", new TaskFlags { NoDefault = true, AddPiece = On }, "FUS FIN GET FRU C1 PR1 AP" },
        { "no default, data cid is for the default kind only", new TaskFlags { NoDefault = true, DataCid = On }, "FUS FIN GET FRU C1 PR1" },
        { "window", new TaskFlags { WindowPoSt = true }, "WDP" },
        { "winning", new TaskFlags { WinningPoSt = true }, "WNP" },
        { "window with tasks off", new TaskFlags { WindowPoSt = true, PreCommit1 = Off, NoDefault = true }, "WDP" },
    };

    [Theory, MemberData(nameof(LotusRules))]
    public void Tasks_are_chosen_as_Lotus_chooses_them(string name, TaskFlags flags, string expected)
    {
        Assert.NotEmpty(name);
        TaskSelection selection = TaskSelection.Select(flags, static _ => true);
        Assert.Equal(expected, Names(selection.Tasks));
        Assert.Empty(selection.Dropped);
    }

    [Theory]
    [InlineData(false, false, WorkerKind.Sealing)]
    [InlineData(true, false, WorkerKind.WindowPoSt)]
    [InlineData(false, true, WorkerKind.WinningPoSt)]
    public void The_kind_follows_the_PoSt_flags(bool window, bool winning, WorkerKind kind) =>
        Assert.Equal(kind, TaskSelection.Select(new TaskFlags { WindowPoSt = window, WinningPoSt = winning }, static _ => true).Kind);

    [Fact]
    public void Without_default_tasks_the_kind_is_sealing_in_the_end() =>
        Assert.Equal(WorkerKind.Sealing, TaskSelection.Select(new TaskFlags { NoDefault = true }, static _ => true).Kind);

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void Kinds_do_not_mix(bool window, bool winning, bool preCommit1)
    {
        TaskFlags flags = new() { WindowPoSt = window, WinningPoSt = winning, PreCommit1 = preCommit1 ? On : new Given<bool>(true, false) };
        Assert.Throws<UsageException>(() => TaskSelection.Select(flags, static _ => true));
    }

    [Fact]
    public void An_empty_selection_is_an_error() =>
        Assert.Throws<UsageException>(() => TaskSelection.Select(new TaskFlags { NoDefault = true }, static _ => false));

    [Fact]
    public void What_cannot_be_done_is_left_out_of_the_default_and_named()
    {
        TaskSelection selection = TaskSelection.Select(new TaskFlags(), task => task is not (TaskTypes.Commit2 or TaskTypes.RegenSectorKey));
        Assert.Equal("FUS FIN GET FRU UNS C1 PC2 PC1 PR1 PR2 RU AP DC", Names(selection.Tasks));
        Assert.Equal([TaskTypes.Commit2, TaskTypes.RegenSectorKey], selection.Dropped);
    }

    [Fact]
    public void This_worker_offers_by_default_exactly_what_it_supports_except_downloads()
    {
        TaskSelection selection = TaskSelection.Select(new TaskFlags(), SupportedTasks.Contains);
        Assert.Equal(TaskTypes.All.Where(SupportedTasks.Contains).Where(task => task != TaskTypes.DownloadSector).Order(), selection.Tasks.Order());
        Assert.DoesNotContain(selection.Dropped, SupportedTasks.Contains);
    }

    [Fact]
    public void Asking_for_what_cannot_be_done_names_the_flag()
    {
        UsageException e = Assert.Throws<UsageException>(() =>
            TaskSelection.Select(new TaskFlags { Commit = On }, task => task != TaskTypes.Commit2));
        Assert.StartsWith("--commit:", e.Message, StringComparison.Ordinal);
        TaskSelection.Select(new TaskFlags { Commit = Off }, task => task != TaskTypes.Commit2);
    }

    private static string Names(IEnumerable<string> tasks) => string.Join(' ', tasks.OrderBy(TaskTypes.Order).Select(TaskTypes.ShortName));
}
