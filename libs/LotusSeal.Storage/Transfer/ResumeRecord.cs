using System.Text.Json;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>What is known about a partial download, kept beside it so that a restarted process can go on.</summary>
/// <param name="Url">Source without query.</param>
/// <param name="Length">Whole length in bytes.</param>
/// <param name="LastModified">The source's validator, null when it gave none.</param>
/// <param name="Durable">Bytes that were synced; what lies behind may be holes after a power cut.</param>
internal sealed record ResumeRecord(string Url, long Length, DateTimeOffset? LastModified, long Durable)
{
    private const string Suffix = ".resume";

    public static ResumeRecord? Read(string file)
    {
        try
        {
            return File.Exists(file + Suffix) && File.Exists(file)
                ? JsonSerializer.Deserialize(File.ReadAllBytes(file + Suffix), TransferJsonContext.Default.ResumeRecord) : null;
        }
        catch (Exception e) when (e is JsonException or IOException or UnauthorizedAccessException)
        {
            return null; // a record of some other program, or one that another process just takes over: start anew
        }
    }

    public void Write(string file) =>
        AtomicFile.WriteAllBytes(file + Suffix, JsonSerializer.SerializeToUtf8Bytes(this, TransferJsonContext.Default.ResumeRecord));

    public static void Delete(string file) => File.Delete(file + Suffix);

    /// <summary>Follows a partial download to its new name.</summary>
    public static void Rename(string file, string to) => Renaming.Replace(file + Suffix, to + Suffix);

    /// <summary>The download that a record belongs to, null when the name is that of no record.</summary>
    public static string? FileOf(string record) => record.EndsWith(Suffix, StringComparison.Ordinal) ? record[..^Suffix.Length] : null;
}
