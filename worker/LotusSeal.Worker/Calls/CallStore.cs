using System.Globalization;
using System.Text.Json;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Catalog;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Calls;

/// <summary>
/// Every call id that the miner was given, on disk until the miner has the result (protocol spec 4.6). A call and its result are synced before the
/// method returns, so both survive a kill or a power cut at any point. Safe for concurrent use.
/// </summary>
internal sealed class CallStore : IDisposable
{
    /// <summary>The largest result that a row can hold, bytes of its wire form: SQLite's limit of a value.</summary>
    public const long MaxResultBytes = 1_000_000_000;

    /// <summary>A larger result is written and read in pieces.</summary>
    private const long WholeResultBytes = 1 << 20;

    /// <summary>Whether a change is synced before it is done. One that is not may be lost in a power cut; the log lets none be half there.</summary>
    private const string AtOnce = "PRAGMA synchronous = FULL", Lazily = "PRAGMA synchronous = NORMAL";

    private const int SqliteCorrupt = 11, SqliteNotADatabase = 26;
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly string _path;
    private bool _closed;

    private CallStore(string path, SqliteConnection connection, TimeProvider clock) => (_path, _connection, _clock) = (path, connection, clock);

    /// <summary>Opens or creates the store; a new one is there whole or not at all.</summary>
    /// <exception cref="CallStoreException">The file is damaged or emptied, of a newer version, or cannot be written.</exception>
    public static CallStore Open(string path, TimeProvider? clock = null)
    {
        if (CallStoreFile.Loss(path) is { } loss) throw Damaged(path, loss, null);
        CallStoreFile.CreateIfMissing(path);
        SqliteConnection connection = CallStoreFile.Connect(path);
        CallStore store = new(path, connection, clock ?? TimeProvider.System);
        try
        {
            store.Guard(store.Prepare);
            return store;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    /// <summary>Writes a new call; only after this may its id leave the process.</summary>
    public void Accept(CallId call, TaskDefinition task) => Guard(() => _connection.Execute(
        "INSERT INTO calls (id, miner, number, returns, task, state, accepted_at) VALUES ($id, $miner, $number, $returns, $task, 0, $at)",
        ("$id", Key(call)), ("$miner", unchecked((long)call.Sector.Miner)), ("$number", unchecked((long)call.Sector.Number)),
        ("$returns", task.Returns), ("$task", task.Name), ("$at", Now())));

    /// <summary>Notes that the work has begun. A power cut may undo it: the next start answers a call alike whether its work had begun.</summary>
    public void MarkRunning(CallId call) =>
        Unsynced("UPDATE calls SET state = 1 WHERE id = $id AND state = 0", ("$id", Key(call)));

    /// <summary>Stores the result of a call that has none yet; delivery may begin afterwards.</summary>
    public void StoreResult(CallId call, CallResult result) => Guard(() =>
    {
        bool inPieces = result.Value?.Length > WholeResultBytes;
        using SqliteTransaction transaction = _connection.BeginTransaction();
        object? row = _connection.Scalar(
            $"UPDATE calls SET state = 2, result = {(inPieces ? "zeroblob($result)" : "$result")}, error = $error, finished_at = $at "
            + "WHERE id = $id AND state < 2 RETURNING rowid",
            ("$id", Key(call)), ("$result", inPieces ? result.Value!.Length : result.Value?.Utf8), ("$error", result.ErrorJson), ("$at", Now()));
        if (row is not long number) throw new CallStoreException($"{_path}: call {call} is not open, so its result cannot be stored.");
        if (inPieces)
        {
            using SqliteBlob blob = new(_connection, "calls", "result", number);
            foreach (ReadOnlyMemory<byte> piece in result.Value!.Pieces()) blob.Write(piece.Span);
        }

        transaction.Commit();
    });

    /// <summary>Gives every call without a result this failure: what a start does with the calls that the previous process left behind.</summary>
    public int FinishInterrupted(CallResult failure) => Guard(() => _connection.Execute(
        "UPDATE calls SET state = 2, error = $error, finished_at = $at WHERE state < 2", ("$error", failure.ErrorJson), ("$at", Now())));

    /// <summary>The stored result, or null when the call has none or is gone. The value of a large one stays in its row until it is sent.</summary>
    public CallResult? ReadResult(CallId call) => Guard(() =>
    {
        using SqliteCommand command = _connection.Command(
            "SELECT CASE WHEN length(result) <= $whole THEN result END, error, length(result), rowid FROM calls WHERE id = $id AND state = 2",
            ("$id", Key(call)), ("$whole", WholeResultBytes));
        using SqliteDataReader reader = command.ExecuteReader();
        if (!reader.Read()) return null;
        CallError? error = Stored($"the error of call {Key(call)}", () =>
            Bytes(reader, 1) is { } json ? LotusJson.Deserialize<CallError>(json) ?? throw new JsonException("it is null") : null);
        if (Bytes(reader, 0) is { } value) return new CallResult(RawJson.FromWire(value), error);
        if (reader.IsDBNull(2)) return new CallResult(null, error);
        long length = reader.GetInt64(2), row = reader.GetInt64(3);
        return new CallResult(RawJson.FromStore(length, () => StoredResultStream.Open(_path, row)), error);
    });

    /// <summary>Puts a failure in the place of a result that the miner will never take.</summary>
    public void ReplaceResult(CallId call, CallError failure) => Guard(() => _connection.Execute(
        "UPDATE calls SET result = NULL, error = $error WHERE id = $id AND state = 2",
        ("$id", Key(call)), ("$error", CallResult.Failure(failure).ErrorJson)));

    /// <summary>
    /// Forgets a call that the miner has the result of. A power cut may bring it back: its result is then delivered again, as after a kill that comes
    /// between the delivery and this.
    /// </summary>
    public void Delete(CallId call) => Unsynced("DELETE FROM calls WHERE id = $id", ("$id", Key(call)));

    /// <summary>All calls, oldest first, without their results.</summary>
    public IReadOnlyList<CallEntry> List() => Guard(() =>
    {
        using SqliteCommand command =
            _connection.Command("SELECT id, miner, number, returns, state, accepted_at, finished_at FROM calls ORDER BY accepted_at, id");
        using SqliteDataReader reader = command.ExecuteReader();
        List<CallEntry> entries = [];
        while (reader.Read()) entries.Add(Stored($"row {entries.Count + 1} by age", () => Read(reader)));
        return entries;
    });

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _closed = true;
            _connection.Dispose();
        }
    }

    private static string Key(CallId call) => call.Id.ToString("D", CultureInfo.InvariantCulture);

    private static byte[]? Bytes(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetFieldValue<byte[]>(column);

    private long Now() => _clock.GetUtcNow().ToUnixTimeMilliseconds();

    /// <summary>A change that the next synced one makes durable: it goes into the log without a sync of its own.</summary>
    private void Unsynced(string change, params (string Name, object? Value)[] values) => Guard(() =>
    {
        _connection.Execute(Lazily);
        try
        {
            _connection.Execute(change, values);
        }
        finally
        {
            _connection.Execute(AtOnce);
        }
    });

    private void Prepare()
    {
        _connection.Open();
        if (_connection.Scalar("PRAGMA quick_check(1)") is string verdict and not "ok") throw Damaged(_path, verdict, null);
        if (_connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
            throw new CallStoreException(
                $"{_path}: the file system does not support a write-ahead log; put the worker repository on a local disk.");
        _connection.Execute(AtOnce);
        _connection.Execute("PRAGMA journal_size_limit = 67108864");
        try
        {
            CallStoreSchema.Prepare(_connection, _path);
        }
        catch (FormatException e)
        {
            throw Damaged(_path, e.Message, e);
        }
    }

    private CallEntry Read(SqliteDataReader reader)
    {
        string id = reader.GetString(0), returns = reader.GetString(3);
        if (!Guid.TryParse(id, out Guid uuid)) throw Damaged(_path, $"'{id}' is no call id", null);
        if (!TaskCatalog.ByReturn.TryGetValue(returns, out TaskDefinition? task))
            throw Damaged(_path, $"call {id} ends with the unknown method Return{returns}", null);
        SectorId sector = new(unchecked((ulong)reader.GetInt64(1)), unchecked((ulong)reader.GetInt64(2)));
        CallState state = (CallState)reader.GetInt32(4);
        if (!Enum.IsDefined(state)) throw Damaged(_path, $"call {id} has the unknown state {(int)state}", null);
        return new CallEntry(new CallId(sector, uuid), task, state,
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
            reader.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)));
    }

    /// <summary>Takes values out of a row; SQLite checks that pages fit together, not what is in a column.</summary>
    private T Stored<T>(string what, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or InvalidCastException or ArgumentOutOfRangeException)
        {
            throw Damaged(_path, $"{what} cannot be read: {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private void Guard(Action action) => Guard(() =>
    {
        action();
        return 0;
    });

    private T Guard<T>(Func<T> action)
    {
        lock (_gate)
        {
            if (_closed) throw new CallStoreException($"{_path}: the call store is closed.");
            try
            {
                return action();
            }
            catch (SqliteException e) when (e.SqliteErrorCode is SqliteCorrupt or SqliteNotADatabase)
            {
                throw Damaged(_path, e.Message, e);
            }
            catch (SqliteException e)
            {
                throw new CallStoreException($"{_path}: {e.Message}", e);
            }
        }
    }

    private static CallStoreException Damaged(string path, string reason, Exception? cause)
    {
        string message = $"The call store {path} is damaged ({reason}). The miner waits for the results of the calls in it: restore the file, " +
            "or abort this worker's jobs on the miner and then move the file away, with its -wal and -shm.";
        return cause is null ? new CallStoreException(message) : new CallStoreException(message, cause);
    }
}
