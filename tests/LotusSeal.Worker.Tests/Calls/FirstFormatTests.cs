using System.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Tests.Support;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Tests.Calls;

/// <summary>Stores of format 1, in which a result is one document with value and error (docs/formats/call-store.md).</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class FirstFormatTests : IDisposable
{
    private const string Cids = """
        {"Unsealed":{"/":"baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy"},"Sealed":null}
        """;

    private static readonly CallId Commit1 = Id(1), PreCommit2 = Id(2), Failed = Id(3), Finalized = Id(4), Running = Id(5);
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["repo/datastore/calls.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void Results_are_read_as_before()
    {
        WriteOldStore();
        for (int opening = 0; opening < 2; opening++)
        {
            using CallStore store = CallStore.Open(File);
            Assert.Equal([("SealCommit1", CallState.Finished), ("SealPreCommit2", CallState.Finished), ("AddPiece", CallState.Finished),
                ("FinalizeSector", CallState.Finished), ("Fetch", CallState.Running)],
                store.List().Select(entry => (entry.Task.Returns!, entry.State)));
            Assert.Equal(("\"AP/+AA==\"", null), Read(store, Commit1));
            Assert.Equal((Cids, null), Read(store, PreCommit2));
            Assert.Equal((null, new CallError(SealErrorCode.TempAllocateSpace, "no <room> & \"more\"")), Read(store, Failed));
            Assert.Equal((null, null), Read(store, Finalized));
            Assert.Null(store.ReadResult(Running));
        }

        Assert.Equal(2L, Scalar("PRAGMA user_version"));
    }

    [Fact]
    public async Task A_worker_delivers_what_the_version_before_it_owed()
    {
        WriteOldStore();
        Directory.CreateDirectory(_folder["repo/keystore"]);
        await System.IO.File.WriteAllTextAsync(_folder["repo/storage.json"], """{"StoragePaths":[]}""");
        await using FakeMiner miner = await FakeMiner.StartAsync();
        await using RunningWorker worker = await RunningWorker.StartAsync(RunningWorker.Options(miner, _folder["repo"]));
        Assert.Equal([0, 0xFF, 0xFE, 0], (await miner.ReturnOf(Commit1)).Ok<byte[]>());
        Assert.Equal("baga6ea4seaqpy7usqklokfx2vxuynmupslkeutzexe2uqurdg5vhtebhxqmpqmy",
            (await miner.ReturnOf(PreCommit2)).Ok<SectorCids>().Unsealed!.ToString());
        ReturnedCall failed = await miner.ReturnOf(Failed);
        Assert.Equal(new PieceInfo(0, null), failed.Value);
        Assert.Equal(new CallError(SealErrorCode.TempAllocateSpace, "no <room> & \"more\""), failed.Error);
        Assert.Null((await miner.ReturnOf(Finalized)).Error);
        Assert.Equal(SealErrorCode.TempWorkerRestart, (await miner.ReturnOf(Running)).Error!.Code);
    }

    [Theory]
    [InlineData("x")]
    [InlineData("[]")]
    [InlineData("""{"Value":"AP/+""")]
    [InlineData("""{"Value":null""")]
    public void A_result_that_is_none_stops_the_start_and_nothing_is_changed(string damaged)
    {
        WriteOldStore();
        Execute("UPDATE calls SET result = $result WHERE id = $id",
            ("$result", Encoding.UTF8.GetBytes(damaged)), ("$id", Finalized.Id.ToString("D")));
        CallStoreException error = Assert.Throws<CallStoreException>(() => CallStore.Open(File));
        Assert.Contains(Finalized.Id.ToString("D"), error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Equal(1L, Scalar("PRAGMA user_version"));
        Assert.Equal("""{"Value":"AP/+AA==","Error":null}""",
            Encoding.UTF8.GetString((byte[])Scalar($"SELECT result FROM calls WHERE id = '{Commit1.Id:D}'")));
    }

    private static CallId Id(byte number) => new(new SectorId(1000, number), new Guid(number, 0, 0, new byte[8]));

    private static (string? Value, CallError? Error) Read(CallStore store, CallId call)
    {
        CallResult result = store.ReadResult(call)!;
        return (result.Value is null ? null : Encoding.UTF8.GetString(result.Value.Utf8), result.Error);
    }

    /// <summary>The statements and the bytes of the first format's program.</summary>
    private void WriteOldStore()
    {
        Directory.CreateDirectory(Path.GetDirectoryName(File)!);
        Execute("PRAGMA journal_mode = WAL");
        Execute("""
            CREATE TABLE calls (
              id TEXT PRIMARY KEY, miner INTEGER NOT NULL, number INTEGER NOT NULL, returns TEXT NOT NULL, task TEXT NOT NULL,
              state INTEGER NOT NULL, accepted_at INTEGER NOT NULL, finished_at INTEGER, result BLOB)
            """);
        Execute("PRAGMA user_version = 1");
        Insert(Commit1, "SealCommit1", "seal/v0/commit/1", """{"Value":"AP/+AA==","Error":null}""");
        Insert(PreCommit2, "SealPreCommit2", "seal/v0/precommit/2", $$"""{"Value":{{Cids}},"Error":null}""");
        Insert(Failed, "AddPiece", "seal/v0/addpiece", """{"Value":null,"Error":{"Code":102,"Message":"no <room> & \"more\""}}""");
        Insert(Finalized, "FinalizeSector", "seal/v0/finalize", """{"Value":null,"Error":null}""");
        Insert(Running, "Fetch", "seal/v0/fetch", null);
    }

    private void Insert(CallId call, string returns, string task, string? result) => Execute(
        "INSERT INTO calls VALUES ($id, $miner, $number, $returns, $task, $state, $at, $finished, $result)",
        ("$id", call.Id.ToString("D")), ("$miner", 1000L), ("$number", (long)call.Sector.Number), ("$returns", returns), ("$task", task),
        ("$state", result is null ? 1L : 2L), ("$at", 1_700_000_000_000L + (long)call.Sector.Number),
        ("$finished", result is null ? DBNull.Value : 1_700_000_100_000L),
        ("$result", result is null ? DBNull.Value : Encoding.UTF8.GetBytes(result)));

    private void Execute(string sql, params (string Name, object Value)[] parameters)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) command.Parameters.AddWithValue(name, value);
        command.ExecuteNonQuery();
    }

    private object Scalar(string sql)
    {
        using SqliteConnection connection = Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar()!;
    }

    private SqliteConnection Open()
    {
        SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        return connection;
    }
}
