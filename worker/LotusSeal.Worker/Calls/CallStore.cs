using System.Globalization;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Calls;

/// <summary>
/// Every call id that the miner was given, on disk until the miner has the result (protocol spec 4.6). Each change is synced before the
/// method returns, so a call survives a kill or a power cut at any point. Safe for concurrent use.
/// </summary>
internal sealed class CallStore : IDisposable
{
    private const long SchemaVersion = 1;
    private const int SqliteCorrupt = 11, SqliteNotADatabase = 26;
    private readonly Lock _gate = new();
    private readonly SqliteConnection _connection;
    private readonly TimeProvider _clock;
    private readonly string _path;
    private bool _closed;

    private CallStore(string path, SqliteConnection connection, TimeProvider clock) => (_path, _connection, _clock) = (path, connection, clock);

    /// <summary>Opens or creates the store.</summary>
    /// <exception cref="CallStoreException">The file is damaged, of a newer version, or cannot be written.</exception>
    public static CallStore Open(string path, TimeProvider? clock = null)
    {
        SqliteConnection connection = new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());
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
    public CallEntry Accept(CallId call, ReturnKind returns, string task)
    {
        CallEntry entry = new(call, returns, task, CallState.Accepted, _clock.GetUtcNow(), null);
        Guard(() => Execute(
            "INSERT INTO calls (id, miner, number, returns, task, state, accepted_at) VALUES ($id, $miner, $number, $returns, $task, 0, $at)",
            ("$id", Key(call)), ("$miner", unchecked((long)call.Sector.Miner)), ("$number", unchecked((long)call.Sector.Number)),
            ("$returns", returns.ToString()), ("$task", task), ("$at", entry.AcceptedAt.ToUnixTimeMilliseconds())));
        return entry;
    }

    /// <summary>Notes that the work has begun.</summary>
    public void MarkRunning(CallId call) => Guard(() => Execute("UPDATE calls SET state = 1 WHERE id = $id AND state = 0", ("$id", Key(call))));

    /// <summary>Stores the result of a call that has none yet; delivery may begin afterwards.</summary>
    public void StoreResult(CallId call, byte[] result) => Guard(() =>
    {
        int changed = Execute("UPDATE calls SET state = 2, result = $result, finished_at = $at WHERE id = $id AND state < 2",
            ("$id", Key(call)), ("$result", result), ("$at", _clock.GetUtcNow().ToUnixTimeMilliseconds()));
        if (changed != 1) throw new CallStoreException($"{_path}: call {call} is not open, so its result cannot be stored.");
    });

    /// <summary>Gives every call without a result this one: what a start does with the calls that the previous process left behind.</summary>
    public int FinishInterrupted(byte[] result) => Guard(() => Execute(
        "UPDATE calls SET state = 2, result = $result, finished_at = $at WHERE state < 2",
        ("$result", result), ("$at", _clock.GetUtcNow().ToUnixTimeMilliseconds())));

    /// <summary>The stored result, or null when the call has none or is gone.</summary>
    public byte[]? ReadResult(CallId call) => Guard(() =>
    {
        using SqliteCommand command = Command("SELECT result FROM calls WHERE id = $id", ("$id", Key(call)));
        return command.ExecuteScalar() as byte[];
    });

    /// <summary>Forgets a call that the miner has the result of.</summary>
    public void Delete(CallId call) => Guard(() => Execute("DELETE FROM calls WHERE id = $id", ("$id", Key(call))));

    /// <summary>All calls, oldest first, without their results.</summary>
    public IReadOnlyList<CallEntry> List() => Guard(() =>
    {
        using SqliteCommand command =
            Command("SELECT id, miner, number, returns, task, state, accepted_at, finished_at FROM calls ORDER BY accepted_at, id");
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

    private void Prepare()
    {
        _connection.Open();
        using (SqliteCommand check = Command("PRAGMA quick_check(1)"))
        {
            if (check.ExecuteScalar() as string is { } verdict && verdict != "ok") throw Damaged(verdict, null);
        }

        using (SqliteCommand mode = Command("PRAGMA journal_mode = WAL"))
        {
            if (mode.ExecuteScalar() as string is not "wal")
                throw new CallStoreException(
                    $"{_path}: the file system does not support a write-ahead log; put the worker repository on a local disk.");
        }

        Execute("PRAGMA synchronous = FULL");
        Execute("PRAGMA journal_size_limit = 67108864");
        using SqliteCommand version = Command("PRAGMA user_version");
        long found = (long)version.ExecuteScalar()!;
        if (found > SchemaVersion)
            throw new CallStoreException($"{_path}: written by a newer version of this program (format {found}, known is {SchemaVersion}).");
        if (found == SchemaVersion) return;
        using SqliteTransaction transaction = _connection.BeginTransaction();
        Execute("""
            CREATE TABLE calls (
              id TEXT PRIMARY KEY, miner INTEGER NOT NULL, number INTEGER NOT NULL, returns TEXT NOT NULL, task TEXT NOT NULL,
              state INTEGER NOT NULL, accepted_at INTEGER NOT NULL, finished_at INTEGER, result BLOB)
            """);
        Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {SchemaVersion}"));
        transaction.Commit();
    }

    private CallEntry Read(SqliteDataReader reader)
    {
        string id = reader.GetString(0), returns = reader.GetString(3);
        if (!Guid.TryParse(id, out Guid uuid)) throw Damaged($"'{id}' is no call id", null);
        if (!Enum.TryParse(returns, out ReturnKind kind)) throw Damaged($"call {id} ends with the unknown method Return{returns}", null);
        SectorId sector = new(unchecked((ulong)reader.GetInt64(1)), unchecked((ulong)reader.GetInt64(2)));
        return new CallEntry(new CallId(sector, uuid), kind, reader.GetString(4), (CallState)reader.GetInt32(5),
            DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(6)),
            reader.IsDBNull(7) ? null : DateTimeOffset.FromUnixTimeMilliseconds(reader.GetInt64(7)));
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        SqliteCommand command = _connection.CreateCommand();
        command.CommandText = sql;
        foreach ((string name, object value) in parameters) command.Parameters.AddWithValue(name, value);
        return command;
    }

    private int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using SqliteCommand command = Command(sql, parameters);
        return command.ExecuteNonQuery();
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
                throw Damaged(e.Message, e);
            }
            catch (SqliteException e)
            {
                throw new CallStoreException($"{_path}: {e.Message}", e);
            }
        }
    }

    private CallStoreException Damaged(string reason, Exception? cause)
    {
        string message = $"The call store {_path} is damaged ({reason}). The miner waits for the results of the calls in it: restore the file, " +
            "or abort this worker's jobs on the miner and then move the file away.";
        return cause is null ? new CallStoreException(message) : new CallStoreException(message, cause);
    }
}
