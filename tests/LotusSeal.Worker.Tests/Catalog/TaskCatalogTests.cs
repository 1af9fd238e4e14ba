using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tests.Commands;

namespace LotusSeal.Worker.Tests.Catalog;

/// <summary>The catalog against the tables of the protocol, which are written out here a second time on purpose.</summary>
public sealed class TaskCatalogTests
{
    // Long name, short name, order (protocol spec 3.2).
    public static TheoryData<string, string, int> Names => new()
    {
        { "seal/v0/datacid", "DC", 10 }, { "seal/v0/addpiece", "AP", 9 }, { "seal/v0/precommit/1", "PC1", 5 }, { "seal/v0/precommit/2", "PC2", 4 },
        { "seal/v0/commit/1", "C1", 2 }, { "seal/v0/commit/2", "C2", 3 }, { "seal/v0/finalize", "FIN", -3 },
        { "seal/v0/finalizeunsealed", "FUS", -4 }, { "seal/v0/fetch", "GET", -1 }, { "seal/v0/unseal", "UNS", 1 },
        { "seal/v0/replicaupdate", "RU", 8 }, { "seal/v0/provereplicaupdate/1", "PR1", 6 }, { "seal/v0/provereplicaupdate/2", "PR2", 7 },
        { "seal/v0/regensectorkey", "GSK", 11 }, { "seal/v0/finalize/replicaupdate", "FRU", 0 }, { "seal/v0/download/sector", "DL", -2 },
        { "post/v0/windowproof", "WDP", -5 }, { "post/v0/winningproof", "WNP", -6 },
    };

    // The names in a call store and the task types that they belong to (protocol spec 4.6, 4.3).
    public static TheoryData<string, string> Returns => new()
    {
        { "DC", "DataCid" }, { "AP", "AddPiece" }, { "PC1", "SealPreCommit1" }, { "PC2", "SealPreCommit2" }, { "C1", "SealCommit1" },
        { "C2", "SealCommit2" }, { "FIN", "FinalizeSector" }, { "FRU", "FinalizeReplicaUpdate" }, { "RU", "ReplicaUpdate" },
        { "PR1", "ProveReplicaUpdate1" }, { "PR2", "ProveReplicaUpdate2" }, { "GSK", "GenerateSectorKeyFromData" }, { "FUS", "ReleaseUnsealed" },
        { "GET", "MoveStorage" }, { "UNS", "UnsealPiece" }, { "DL", "DownloadSector" }, { "GET", "Fetch" },
    };

    // Flag, variable, whether it is on without being given, task (protocol spec 1.2).
    public static TheoryData<string, string?, bool, string> Flags => new()
    {
        { "--addpiece", "LOTUS_WORKER_ADDPIECE", true, "AP" }, { "--precommit1", "LOTUS_WORKER_PRECOMMIT1", true, "PC1" },
        { "--unseal", "LOTUS_WORKER_UNSEAL", true, "UNS" }, { "--precommit2", "LOTUS_WORKER_PRECOMMIT2", true, "PC2" },
        { "--commit", "LOTUS_WORKER_COMMIT", true, "C2" }, { "--replica-update", "LOTUS_WORKER_REPLICA_UPDATE", true, "RU" },
        { "--prove-replica-update2", "LOTUS_WORKER_PROVE_REPLICA_UPDATE2", true, "PR2" },
        { "--regen-sector-key", "LOTUS_WORKER_REGEN_SECTOR_KEY", true, "GSK" },
        { "--sector-download", "LOTUS_WORKER_SECTOR_DOWNLOAD", false, "DL" }, { "--windowpost", "LOTUS_WORKER_WINDOWPOST", false, "WDP" },
        { "--winningpost", "LOTUS_WORKER_WINNINGPOST", false, "WNP" }, { "--data-cid", null, true, "DC" },
    };

    [Theory, MemberData(nameof(Names))]
    public void Every_task_of_the_protocol_has_its_definition(string name, string shortName, int order)
    {
        TaskDefinition task = Assert.Single(TaskCatalog.All, each => each.Name == name);
        Assert.Same(task, TaskCatalog.Find(name));
        Assert.Equal((shortName, order), (task.Type.ShortName, task.Type.Order));
        Assert.Equal((shortName, order), (TaskTypes.ShortName(name), TaskTypes.Order(name)));
        Assert.Equal(name, TaskTypes.FromShortName(shortName));
    }

    [Fact]
    public void There_is_no_other_task()
    {
        Assert.Equal(Names.Count, TaskCatalog.All.Count);
        Assert.Equal(TaskTypes.All.Order(StringComparer.Ordinal), TaskCatalog.All.Select(task => task.Name).Order(StringComparer.Ordinal));
        Assert.Null(TaskCatalog.Find("seal/v0/other"));
    }

    [Theory, MemberData(nameof(Returns))]
    public void Every_Return_belongs_to_its_task(string shortName, string returns)
    {
        TaskDefinition task = TaskCatalog.ByReturn[returns];
        Assert.Equal((shortName, returns, "Return" + returns), (task.Type.ShortName, task.Returns, task.ReturnMethod));
    }

    [Fact]
    public void The_Returns_are_those_of_the_miner_and_take_a_value_where_it_takes_one()
    {
        // ReturnReadPiece is sent by no worker any more (protocol spec 3.4).
        Dictionary<string, bool> expected = typeof(IWorkerReturn).GetMethods()
            .Where(method => method.Name != nameof(IWorkerReturn.ReturnReadPieceAsync))
            .ToDictionary(method => method.Name[..^"Async".Length], method => method.GetParameters().Length == 4);
        Assert.Equal(expected, TaskCatalog.ByReturn.Values.ToDictionary(task => task.ReturnMethod, task => task.Zero is not null));
        Assert.Equal(Returns.Count, TaskCatalog.ByReturn.Count);
    }

    [Theory, MemberData(nameof(Flags))]
    public void Flags_and_variables_are_those_of_Lotus(string flag, string? variable, bool onByDefault, string shortName)
    {
        TaskDefinition task = Assert.Single(TaskCatalog.All, each => each.Flag?.Name == flag);
        Assert.Equal((shortName, variable, onByDefault), (task.Type.ShortName, task.Flag!.Variable, task.Flag.IsOnByDefault));
        Assert.True(task.Flag.Follows is null || TaskCatalog.Find(task.Flag.Follows)?.Flag is not null, "a flag follows another one");
    }

    [Fact]
    public async Task Every_flag_is_a_flag_of_run()
    {
        Assert.Equal(Flags.Count, TaskCatalog.All.Count(task => task.Flag is not null));
        using CommandRun run = new();
        Assert.Equal(0, await run.RunAsync("run", "--help"));
        string help = string.Join(' ', run.Output.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries));
        Assert.All(TaskCatalog.All, task =>
        {
            if (task.Flag is not { } flag) return;
            string expected = $"{flag.Name} {flag.Description}{(flag.Default ? " (default: true)" : "")}"
                + $"{(flag.Variable is null ? "" : $" [env: {flag.Variable}]")}";
            Assert.Contains(expected, help, StringComparison.Ordinal);
        });
    }

    [Fact]
    public void Every_task_that_needs_something_has_variables_and_rows()
    {
        // These four have no row (protocol spec 4.5).
        Assert.Equal(["DL", "FIN", "FRU", "FUS"],
            TaskCatalog.All.Where(task => task.Type.Needs is null).Select(task => task.Type.ShortName).Order(StringComparer.Ordinal));
        ResourceTable table = ResourceTable.Defaults();
        Assert.Equal(TaskCatalog.All.Where(task => task.Type.Needs is not null).Select(task => task.Name).Order(StringComparer.Ordinal),
            table.ToWire().Keys.Order(StringComparer.Ordinal));
        Assert.All(TaskCatalog.All.Where(task => task.Type.Needs is not null), task =>
        {
            Assert.Equal(5, task.Type.Needs!.Count);
            Assert.Equal(42, table.ToVariables().Keys.Count(name => name.StartsWith(task.Type.ShortName + "_", StringComparison.Ordinal)));
        });
    }

    [Fact]
    public void Miners_of_the_old_generation_give_four_tasks_to_workers() => Assert.Equal(["C2", "GET", "PC1", "PC2"],
        TaskCatalog.All.Where(task => task.Generations.Contains(LotusGeneration.V0)).Select(task => task.Type.ShortName)
            .Order(StringComparer.Ordinal));
}
