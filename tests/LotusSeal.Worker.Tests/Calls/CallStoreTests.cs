using System.Text;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Catalog;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Tests.Calls;

public sealed class CallStoreTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string File => _folder["calls.db"];

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void An_accepted_call_is_there_after_opening_again()
    {
        CallId call = new(new SectorId(ulong.MaxValue, ulong.MaxValue - 1), Guid.NewGuid());
        using (CallStore store = CallStore.Open(File)) store.Accept(call, TaskCatalog.PreCommit2);
        using CallStore again = CallStore.Open(File);
        CallEntry entry = Assert.Single(again.List());
        Assert.Equal((call, "SealPreCommit2", TaskTypes.PreCommit2, CallState.Accepted),
            (entry.Call, entry.Task.Returns, entry.Task.Name, entry.State));
        Assert.Null(again.ReadResult(call));
    }

    [Fact]
    public void A_call_goes_through_its_states_and_is_forgotten_when_delivered()
    {
        using CallStore store = CallStore.Open(File);
        CallId call = NewCall();
        store.Accept(call, TaskCatalog.Fetch);
        store.MarkRunning(call);
        Assert.Equal(CallState.Running, Assert.Single(store.List()).State);
        store.StoreResult(call, Value([1, 2, 3]));
        CallEntry finished = Assert.Single(store.List());
        Assert.Equal(CallState.Finished, finished.State);
        Assert.NotNull(finished.FinishedAt);
        Assert.Equal([1, 2, 3], store.ReadResult(call)!.Value!.Utf8);
        store.Delete(call);
        Assert.Empty(store.List());
    }

    [Fact]
    public void A_result_is_stored_once_only()
    {
        using CallStore store = CallStore.Open(File);
        CallId call = NewCall();
        store.Accept(call, TaskCatalog.Fetch);
        store.StoreResult(call, Value([1]));
        Assert.Throws<CallStoreException>(() => store.StoreResult(call, Value([2])));
        Assert.Equal([1], store.ReadResult(call)!.Value!.Utf8);
    }

    [Fact]
    public void A_start_finishes_open_calls_and_keeps_stored_results()
    {
        using CallStore store = CallStore.Open(File);
        CallId accepted = NewCall(), running = NewCall(), finished = NewCall();
        foreach (CallId call in (CallId[])[accepted, running, finished]) store.Accept(call, TaskCatalog.Fetch);
        store.MarkRunning(running);
        store.StoreResult(finished, Value([7]));
        CallResult restarted = CallResult.Restarted("w0");
        Assert.Equal(2, store.FinishInterrupted(restarted));
        Assert.Equal(restarted, store.ReadResult(accepted));
        Assert.Equal(restarted, store.ReadResult(running));
        Assert.Equal([7], store.ReadResult(finished)!.Value!.Utf8);
        Assert.Null(store.ReadResult(finished)!.Error);
    }

    [Fact]
    public void A_damaged_file_is_a_clear_error_and_is_left_alone()
    {
        byte[] garbage = Encoding.ASCII.GetBytes(new string('x', 9000));
        System.IO.File.WriteAllBytes(File, garbage);
        CallStoreException error = Assert.Throws<CallStoreException>(() => CallStore.Open(File));
        Assert.Contains(File, error.Message, StringComparison.Ordinal);
        Assert.Contains("damaged", error.Message, StringComparison.Ordinal);
        Assert.Equal(garbage, System.IO.File.ReadAllBytes(File));
    }

    [Fact]
    public void An_emptied_file_is_damaged_and_left_alone()
    {
        System.IO.File.WriteAllBytes(File, []);
        CallStoreException error = Assert.Throws<CallStoreException>(() => CallStore.Open(File));
        Assert.Contains($"{File} is damaged (the file is empty", error.Message, StringComparison.Ordinal);
        Assert.Equal(0, new FileInfo(File).Length);
        Assert.Equal([File], Directory.GetFiles(_folder.Path));
    }

    [Fact]
    public void A_log_whose_file_is_gone_is_not_taken_for_garbage()
    {
        byte[] log = [.. Enumerable.Repeat((byte)7, 5000)];
        System.IO.File.WriteAllBytes(File + "-wal", log);
        Assert.Contains("calls.db-wal", Assert.Throws<CallStoreException>(() => CallStore.Open(File)).Message, StringComparison.Ordinal);
        Assert.Equal(log, System.IO.File.ReadAllBytes(File + "-wal"));
        Assert.False(System.IO.File.Exists(File));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(100)]
    [InlineData(9000)]
    public void A_first_start_that_was_cut_leaves_nothing_that_counts(int written)
    {
        // What a kill, or a full disk, leaves of a store that is being made.
        System.IO.File.WriteAllBytes(File + ".new", new byte[written]);
        System.IO.File.WriteAllBytes(File + ".new-journal", new byte[written]);
        CallId call = NewCall();
        using (CallStore store = CallStore.Open(File)) store.Accept(call, TaskCatalog.Fetch);
        using CallStore again = CallStore.Open(File);
        Assert.Equal(call, Assert.Single(again.List()).Call);
        Assert.Empty(Directory.GetFiles(_folder.Path, "*.new*"));
    }

    [Fact]
    public void A_store_that_cannot_be_made_names_the_file_and_leaves_none()
    {
        string path = _folder["missing/calls.db"];
        Assert.Contains(path, Assert.Throws<CallStoreException>(() => CallStore.Open(path)).Message, StringComparison.Ordinal);
        Assert.False(System.IO.File.Exists(path));
    }

    [Fact]
    public void A_damaged_page_is_found_at_the_start()
    {
        using (CallStore store = CallStore.Open(File))
        {
            for (int i = 0; i < 200; i++) store.Accept(NewCall(), TaskCatalog.Fetch);
        }

        byte[] bytes = System.IO.File.ReadAllBytes(File);
        Assert.True(bytes.Length > 3 * 4096, "the store must have several pages for this test");
        bytes.AsSpan(2 * 4096, 2048).Fill(0xA5);
        System.IO.File.WriteAllBytes(File, bytes);
        Assert.Contains("damaged", Assert.Throws<CallStoreException>(() => CallStore.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_newer_format_is_refused()
    {
        using (CallStore.Open(File)) { }
        using (SqliteConnection connection = new($"Data Source={File};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            command.ExecuteNonQuery();
        }

        Assert.Contains("newer version", Assert.Throws<CallStoreException>(() => CallStore.Open(File)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Many_threads_may_use_it_at_once()
    {
        using CallStore store = CallStore.Open(File);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(() =>
        {
            for (int i = 0; i < 20; i++)
            {
                CallId call = NewCall();
                store.Accept(call, TaskCatalog.Fetch);
                store.StoreResult(call, Value(call.Id.ToByteArray()));
                Assert.Equal(call.Id.ToByteArray(), store.ReadResult(call)!.Value!.Utf8);
                if (i % 2 == 0) store.Delete(call);
            }
        })));
        Assert.Equal(80, store.List().Count);
    }

    [Fact]
    public void A_closed_store_says_so()
    {
        CallStore store = CallStore.Open(File);
        store.Dispose();
        Assert.Contains("closed", Assert.Throws<CallStoreException>(() => store.List()).Message, StringComparison.Ordinal);
    }

    private static CallResult Value(byte[] bytes) => CallResult.Success(RawJson.FromWire(bytes));

    private static CallId NewCall() => new(new SectorId(1000, 9), Guid.NewGuid());
}
