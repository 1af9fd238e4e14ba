using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Calls;

/// <summary>The tables of the call store and their versions (docs/formats/call-store.md).</summary>
internal static class CallStoreSchema
{
    private const long Version = 2, FirstVersion = 1;

    /// <summary>Creates the tables in a new file, and brings those of an earlier version up to date: all of it or nothing.</summary>
    /// <exception cref="CallStoreException">The file is of a newer version.</exception>
    /// <exception cref="FormatException">A stored result is none; the message names the call.</exception>
    public static void Prepare(SqliteConnection connection, string path)
    {
        long found = (long)connection.Scalar("PRAGMA user_version")!;
        if (found > Version)
            throw new CallStoreException($"{path}: written by a newer version of this program (format {found}, known is {Version}).");
        if (found == Version) return;
        using SqliteTransaction transaction = connection.BeginTransaction();
        if (found == FirstVersion) Unwrap(connection);
        else Create(connection);
        connection.Execute(string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version = {Version}"));
        transaction.Commit();
    }

    private static void Create(SqliteConnection connection) => connection.Execute("""
        CREATE TABLE calls (
          id TEXT PRIMARY KEY, miner INTEGER NOT NULL, number INTEGER NOT NULL, returns TEXT NOT NULL, task TEXT NOT NULL,
          state INTEGER NOT NULL, accepted_at INTEGER NOT NULL, finished_at INTEGER, result BLOB, error BLOB)
        """);

    /// <summary>Version 1 had one document with value and error in <c>result</c>. One result at a time is in memory.</summary>
    private static void Unwrap(SqliteConnection connection)
    {
        connection.Execute("ALTER TABLE calls ADD COLUMN error BLOB");
        foreach (string id in WithResult(connection))
        {
            using SqliteCommand read = connection.Command("SELECT result FROM calls WHERE id = $id", ("$id", id));
            try
            {
                CallResult result = FirstFormat.Parse((byte[])read.ExecuteScalar()!);
                connection.Execute("UPDATE calls SET result = $result, error = $error WHERE id = $id",
                    ("$result", result.Value?.Utf8), ("$error", result.ErrorJson), ("$id", id));
            }
            catch (JsonException e)
            {
                throw new FormatException($"the result of call {id} cannot be read: {e.Message}", e);
            }
        }
    }

    private static List<string> WithResult(SqliteConnection connection)
    {
        using SqliteCommand command = connection.Command("SELECT id FROM calls WHERE result IS NOT NULL");
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> ids = [];
        while (reader.Read()) ids.Add(reader.GetString(0));
        return ids;
    }
}
