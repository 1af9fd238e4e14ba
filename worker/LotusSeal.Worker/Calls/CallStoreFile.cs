using LotusSeal.Primitives.Durability;
using Microsoft.Data.Sqlite;

namespace LotusSeal.Worker.Calls;

/// <summary>
/// How the file of the call store comes to be: under another name, with its tables, synced and renamed. So a start that is killed or finds the disk
/// full leaves nothing that counts, and an empty file is never one that this program made.
/// </summary>
internal static class CallStoreFile
{
    private const string DraftSuffix = ".new", LogSuffix = "-wal", JournalSuffix = "-journal";

    /// <summary>
    /// Why a store that was there is lost, in words, null when nothing says so. SQLite would take an empty file for a new store, and a log without
    /// its file for garbage.
    /// </summary>
    public static string? Loss(string path)
    {
        FileInfo file = new(path);
        if (file.Exists) return file.Length == 0 ? "the file is empty, which no start leaves behind" : null;
        return new FileInfo(path + LogSuffix) is { Exists: true, Length: > 0 } log ? $"the file is gone and its log {log.Name} is there" : null;
    }

    /// <summary>Makes an empty store where there is none.</summary>
    /// <exception cref="CallStoreException">It cannot be written; nothing is there.</exception>
    public static void CreateIfMissing(string path)
    {
        if (File.Exists(path)) return;
        string draft = path + DraftSuffix;
        try
        {
            Discard(draft);
            using (SqliteConnection connection = Connect(draft))
            {
                connection.Open();
                connection.Execute("PRAGMA synchronous = FULL");
                CallStoreSchema.Prepare(connection, draft);
            }

            AtomicFile.FlushFile(draft);
            File.Move(draft, path);
            AtomicFile.FlushFolder(Path.GetDirectoryName(Path.GetFullPath(path))!);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            Discard(draft);
            throw new CallStoreException($"{path} cannot be made: {e.Message}", e);
        }
    }

    /// <summary>A connection that is not open yet.</summary>
    public static SqliteConnection Connect(string path) =>
        new(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false, DefaultTimeout = 30 }.ToString());

    private static void Discard(string draft)
    {
        foreach (string file in (string[])[draft, draft + JournalSuffix])
        {
            if (File.Exists(file)) File.Delete(file);
        }
    }
}
