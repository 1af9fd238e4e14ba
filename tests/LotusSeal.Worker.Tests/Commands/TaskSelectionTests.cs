using LotusSeal.Hosting;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Commands.Run;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class TaskSelectionTests
{
    // Name, flags, short names that Lotus would offer.
    public static TheoryData<string, TaskFlags, string> LotusRules => new()
    {
        { "default", Flags(), "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU AP DC GSK" },
        { "download", Flags((TaskTypes.DownloadSector, true)), "FUS FIN DL GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU AP DC GSK" },
        { "no pc2", Flags((TaskTypes.PreCommit2, false)), "FUS FIN GET FRU UNS C1 C2 PC1 PR1 PR2 RU AP DC GSK" },
        { "no add piece, so no data cid", Flags((TaskTypes.AddPiece, false)), "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU GSK" },
        {
            "data cid without add piece", Flags((TaskTypes.AddPiece, false), (TaskTypes.DataCid, true)),
            "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU DC GSK"
        },
        { "add piece without data cid", Flags((TaskTypes.DataCid, false)), "FUS FIN GET FRU UNS C1 C2 PC2 PC1 PR1 PR2 RU AP GSK" },
        { "no default", NoDefault(), "FUS FIN GET FRU C1 PR1" },
        { "no default but pc1", NoDefault((TaskTypes.PreCommit1, true)), "FUS FIN GET FRU C1 PC1 PR1" },
        { "no default, pc1 switched off", NoDefault((TaskTypes.PreCommit1, false)), "FUS FIN GET FRU C1 PR1" },
        { "no default, add piece brings no data cid", NoDefault((TaskTypes.AddPiece, true)), "FUS FIN GET FRU C1 PR1 AP" },
        { "no default but data cid, which Lotus forgets", NoDefault((TaskTypes.DataCid, true)), "FUS FIN GET FRU C1 PR1 DC" },
        { "window", Flags((TaskTypes.WindowPoSt, true)), "WDP" },
        { "winning", Flags((TaskTypes.WinningPoSt, true)), "WNP" },
        { "window with tasks off", NoDefault((TaskTypes.WindowPoSt, true), (TaskTypes.PreCommit1, false)), "WDP" },
    };

    [Theory, MemberData(nameof(LotusRules))]
    public void Tasks_are_chosen_as_Lotus_chooses_them(string name, TaskFlags flags, string expected)
    {
        Assert.NotEmpty(name);
        TaskSelection selection = TaskSelection.Select(flags);
        Assert.Equal(expected, Names(selection.Tasks));
    }

    [Theory]
    [InlineData(false, false, WorkerKind.Sealing)]
    [InlineData(true, false, WorkerKind.WindowPoSt)]
    [InlineData(false, true, WorkerKind.WinningPoSt)]
    public void The_kind_follows_the_PoSt_flags(bool window, bool winning, WorkerKind kind) =>
        Assert.Equal(kind, TaskSelection.Select(Flags((TaskTypes.WindowPoSt, window), (TaskTypes.WinningPoSt, winning))).Kind);

    [Fact]
    public void Without_default_tasks_the_kind_is_sealing_in_the_end() =>
        Assert.Equal(WorkerKind.Sealing, TaskSelection.Select(NoDefault()).Kind);

    [Theory]
    [InlineData(true, true, false)]
    [InlineData(true, false, true)]
    [InlineData(false, true, true)]
    public void Kinds_do_not_mix(bool window, bool winning, bool preCommit1)
    {
        List<(string, bool)> given = [(TaskTypes.WindowPoSt, window), (TaskTypes.WinningPoSt, winning)];
        if (preCommit1) given.Add((TaskTypes.PreCommit1, true));
        TaskFlags flags = Flags([.. given]);
        Assert.Throws<UsageException>(() => TaskSelection.Select(flags));
    }

    private static TaskFlags Flags(params (string Task, bool Value)[] given) => new(false, given.ToDictionary(flag => flag.Task, flag => flag.Value));

    private static TaskFlags NoDefault(params (string Task, bool Value)[] given) => Flags(given) with { NoDefault = true };

    private static string Names(IEnumerable<string> tasks) => string.Join(' ', tasks.OrderBy(TaskTypes.Order).Select(TaskTypes.ShortName));
}
