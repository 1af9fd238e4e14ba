using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Testing.Fuzzing;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Tests.Calls;

/// <summary>A <c>calls.db</c> that a disk or a person changed: read, or refused with the file's name, never another exception.</summary>
public sealed class HostileCallStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["calls.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void A_changed_file_is_read_or_refused()
    {
        Fill();
        new Fuzz(System.IO.File.ReadAllBytes(File)) { Rounds = 30, MaxAllocation = 64 << 20 }.Check(bytes =>
        {
            DeleteLogs();
            System.IO.File.WriteAllBytes(File, bytes);
            ReadAll();
        }, NamesFile);
    }

    [Fact]
    public void A_changed_log_is_read_or_refused()
    {
        byte[] file, log;
        using (CallStore store = CallStore.Open(File))
        {
            Fill(store);
            (file, log) = (System.IO.File.ReadAllBytes(File), System.IO.File.ReadAllBytes(File + "-wal"));
        }

        new Fuzz(log) { Rounds = 20, MaxAllocation = 64 << 20 }.Check(bytes =>
        {
            DeleteLogs();
            System.IO.File.WriteAllBytes(File, file);
            System.IO.File.WriteAllBytes(File + "-wal", bytes);
            ReadAll();
        }, NamesFile);
    }

    [Theory]
    [InlineData("id", "NULL")]
    [InlineData("id", "x'00ff'")]
    [InlineData("id", "'x'")]
    [InlineData("returns", "'x'")]
    [InlineData("returns", "x'ff'")]
    [InlineData("returns", "7")]
    [InlineData("miner", "'x'")]
    [InlineData("number", "1.5")]
    [InlineData("state", "7")]
    [InlineData("state", "-1")]
    [InlineData("state", "'x'")]
    [InlineData("accepted_at", "9223372036854775807")]
    [InlineData("accepted_at", "-9223372036854775808")]
    [InlineData("finished_at", "9223372036854775807")]
    [InlineData("finished_at", "'x'")]
    [InlineData("error", "'x'")]
    [InlineData("error", "x'00ff'")]
    [InlineData("error", "7")]
    [InlineData("error", "'null'")]
    [InlineData("result", "7")]
    [InlineData("result", "x'00ff'")]
    [InlineData("result", "'{'")]
    public void A_changed_value_is_read_or_refused(string column, string value)
    {
        Fill();
        Execute($"UPDATE calls SET {column} = {value} WHERE rowid = 2");
        try
        {
            ReadAll();
        }
        catch (Exception e) when (NamesFile(e))
        {
            // Refused, with the file's name.
        }
    }

    private bool NamesFile(Exception e) => e is CallStoreException && e.Message.Contains(File, StringComparison.Ordinal);

    /// <summary>As a start does, and a delivery after it.</summary>
    private void ReadAll()
    {
        using CallStore store = CallStore.Open(File);
        store.FinishInterrupted(CallResult.Restarted("w"));
        foreach (CallEntry entry in store.List())
        {
            Assert.True(Enum.IsDefined(entry.State));
            if (store.ReadResult(entry.Call) is not { } result) continue;
            _ = result.Value?.Length;
            store.Delete(entry.Call);
        }
    }

    private void Fill()
    {
        using CallStore store = CallStore.Open(File);
        Fill(store);
    }

    private static void Fill(CallStore store)
    {
        for (int i = 0; i < 20; i++)
        {
            CallId call = new(new SectorId(1000, (ulong)i), Guid.NewGuid());
            store.Accept(call, i % 2 == 0 ? TaskCatalog.Fetch : TaskCatalog.PreCommit1);
            if (i % 3 == 0) store.MarkRunning(call);
            if (i % 4 == 1) store.StoreResult(call, CallResult.Success(RawJson.Of(new byte[300 * i])));
            if (i % 4 == 2) store.StoreResult(call, CallResult.Restarted("w0"));
        }
    }

    private void DeleteLogs()
    {
        foreach (string log in (string[])[File + "-wal", File + "-shm", File + "-journal"]) System.IO.File.Delete(log);
    }

    private void Execute(string sql)
    {
        using SqliteConnection connection = new($"Data Source={File};Pooling=False");
        connection.Open();
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.ExecuteNonQuery();
    }
}
