using System.Globalization;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Catalog;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Calls;

/// <summary>
/// Every call id that the miner was given, on disk until the miner has the result (protocol spec 4.6). Each change is synced before the
/// method returns, so a call survives a kill or a power cut at any point. Safe for concurrent use.
/// </summary>
internal sealed class CallStore : IDisposable
{
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

    /// <summary>Notes that the work has begun.</summary>
    public void MarkRunning(CallId call) =>
        Guard(() => _connection.Execute("UPDATE calls SET state = 1 WHERE id = $id AND state = 0", ("$id", Key(call))));

    /// <summary>Stores the result of a call that has none yet; delivery may begin afterwards.</summary>
    public void StoreResult(CallId call, CallResult result) => Guard(() =>
    {
        int changed = _connection.Execute(
            "UPDATE calls SET state = 2, result = $result, error = $error, finished_at = $at WHERE id = $id AND state < 2",
            ("$id", Key(call)), ("$result", result.Value?.Utf8), ("$error", result.ErrorJson), ("$at", Now()));
        if (changed != 1) throw new CallStoreException($"{_path}: call {call} is not open, so its result cannot be stored.");
    });

    /// <summary>Gives every call without a result this failure: what a start does with the calls that the previous process left behind.</summary>
    public int FinishInterrupted(CallResult failure) => Guard(() => _connection.Execute(
        "UPDATE calls SET state = 2, error = $error, finished_at = $at WHERE state < 2", ("$error", failure.ErrorJson), ("$at", Now())));

    /// <summary>The stored result, or null when the call has none or is gone.</summary>
    public CallResult? ReadResult(CallId call) => Guard(() =>
    {
        using SqliteCommand command = _connection.Command("SELECT result, error FROM calls WHERE id = $id AND state = 2", ("$id", Key(call)));
        using SqliteDataReader reader = command.ExecuteReader();
        if (!reader.Read()) return null;
        CallError? error = Bytes(reader, 1) is { } json ? LotusJson.Deserialize<CallError>(json) : null;
        return new CallResult(Bytes(reader, 0) is { } value ? RawJson.FromWire(value) : null, error);
    });

    /// <summary>Forgets a call that the miner has the result of.</summary>
    public void Delete(CallId call) => Guard(() => _connection.Execute("DELETE FROM calls WHERE id = $id", ("$id", Key(call))));

    /// <summary>All calls, oldest first, without their results.</summary>
    public IReadOnlyList<CallEntry> List() => Guard(() =>
    {
        using SqliteCommand command =
            _connection.Command("SELECT id, miner, number, returns, state, accepted_at, finished_at FROM calls ORDER BY accepted_at, id");
        using SqliteDataReader reader = command.ExecuteReader();
        List<CallEntry> entries = [];
        while (reader.Read()) entries.Add(Read(reader));
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

    private void Prepare()
    {
        _connection.Open();
        if (_connection.Scalar("PRAGMA quick_check(1)") is string verdict and not "ok") throw Damaged(_path, verdict, null);
        if (_connection.Scalar("PRAGMA journal_mode = WAL") is not "wal")
            throw new CallStoreException(
                $"{_path}: the file system does not support a write-ahead log; put the worker repository on a local disk.");
        _connection.Execute("PRAGMA synchronous = FULL");
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
        return new CallEntry(new CallId(sector, uuid), task, (CallState)reader.GetInt32(4),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(5)),
            reader.IsDBNull(6) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)));
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
