using System.Buffers;
using System.Text.Json;
using LotusSeal.Proving.Keys;

namespace LotusSeal.Worker.Parameters;

/// <summary>
/// The published list of parameter files: an object of file names with <c>cid</c>, <c>digest</c> and <c>sector_size</c> (protocol spec
/// 1.9).
/// </summary>
public static class ParameterManifest
{
    /// <summary>Greatest length of a manifest in bytes; the published ones have about 7,000.</summary>
    public const int MaxSize = 1 << 20;

    /// <summary>Greatest number of files in one manifest; the published ones have 40.</summary>
    public const int MaxFiles = 1000;

    /// <summary>Ends the names of unfinished downloads; no parameter file may be called so.</summary>
    internal const string UnfinishedSuffix = ".fetching";

    private const int MaxNameLength = 128, DigestLength = 32;

    private static readonly SearchValues<char> NameCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._-");

    private static readonly SearchValues<char> CidCharacters = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789");
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    /// <summary>The files of the network, which are built in.</summary>
    public static IEnumerable<ParameterFile> Network =>
        PublishedParameters.All.Select(file => new ParameterFile(file.Name, file.Cid, file.Digest, file.SectorSize));

    /// <summary>Reads a manifest file.</summary>
    /// <exception cref="ParameterException">It cannot be read or is no manifest; the message names it.</exception>
    public static IReadOnlyList<ParameterFile> Read(string path)
    {
        try
        {
            using FileStream stream = new(path, FileMode.Open, FileAccess.Read);
            // One byte more than allowed is enough to know, whatever length the file claims (a pipe has none).
            byte[] content = new byte[MaxSize + 1];
            int length = stream.ReadAtLeast(content, content.Length, throwOnEndOfStream: false);
            return Parse(content.AsMemory(0, length));
        }
        catch (ParameterException e)
        {
            throw new ParameterException($"{path}: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ParameterException($"the manifest cannot be read: {e.Message}", e);
        }
    }

    /// <summary>Reads a manifest.</summary>
    /// <exception cref="ParameterException">It is no manifest; the message names the file in it and the field.</exception>
    public static IReadOnlyList<ParameterFile> Parse(ReadOnlyMemory<byte> json)
    {
        if (json.Length > MaxSize) throw new ParameterException($"the manifest is larger than {MaxSize} bytes");
        try
        {
            using JsonDocument document = JsonDocument.Parse(json, new JsonDocumentOptions { MaxDepth = 8, AllowDuplicateProperties = false });
            JsonElement root = document.RootElement;
            if (root.ValueKind != JsonValueKind.Object) throw new ParameterException("the manifest is not a JSON object");
            if (root.GetPropertyCount() > MaxFiles) throw new ParameterException($"the manifest names more than {MaxFiles} files");
            return [.. root.EnumerateObject().Select(ReadFile)];
        }
        // Text with half a surrogate pair is found only when it is read, and then as an invalid operation.
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new ParameterException($"the manifest is not JSON: {e.Message}", e);
        }
    }

    /// <summary>The files of several manifests that sectors of a size need, by name.</summary>
    /// <exception cref="ParameterException">Two manifests say different things of one file.</exception>
    public static IReadOnlyList<ParameterFile> Select(IEnumerable<ParameterFile> files, ulong sectorSize)
    {
        SortedDictionary<string, ParameterFile> selected = new(StringComparer.Ordinal);
        foreach (ParameterFile file in files.Where(file => file.IsNeededFor(sectorSize)))
        {
            if (!selected.TryAdd(file.Name, file)
                && selected[file.Name] != file) throw new ParameterException($"the manifests disagree about {file.Name}");
        }

        return [.. selected.Values];
    }

    private static ParameterFile ReadFile(JsonProperty entry)
    {
        string name = entry.Name;
        if (!IsPlainName(name)) throw new ParameterException($"'{Shorten(name)}' is no plain name of a parameter file");
        if (entry.Value.ValueKind != JsonValueKind.Object) throw new ParameterException($"{name} is not an object");
        string cid = Text(entry, "cid"), digest = Text(entry, "digest");
        if (cid.Length is 0 or > MaxNameLength || cid.AsSpan()
            .ContainsAnyExcept(CidCharacters)) throw new ParameterException($"{name}: cid is not a CID");
        if (digest.Length != DigestLength || digest.AsSpan().ContainsAnyExcept(HexDigits))
            throw new ParameterException($"{name}: digest is not {DigestLength} lower-case hexadecimal digits");
        return new ParameterFile(name, cid, digest, SectorSize(entry));
    }

    // The name becomes a path in the parameter folder: no separators, nothing hidden, not the lock, nothing that looks like an unfinished download.
    private static bool IsPlainName(string name) => name.Length is > 0 and <= MaxNameLength && !name.AsSpan().ContainsAnyExcept(NameCharacters)
        && name[0] != '.' && name != FetchLock.FileName && !name.EndsWith(UnfinishedSuffix, StringComparison.Ordinal);

    private static string Text(JsonProperty entry, string field) =>
        entry.Value.TryGetProperty(field, out JsonElement value) && value.ValueKind == JsonValueKind.String
            ? value.GetString()!
            : throw new ParameterException($"{entry.Name}: {field} is not a string");

    // A missing size is 0, as the reading side of Lotus takes it.
    private static ulong SectorSize(JsonProperty entry)
    {
        if (!entry.Value.TryGetProperty("sector_size", out JsonElement value)) return 0;
        return value.ValueKind == JsonValueKind.Number && value.TryGetUInt64(out ulong size)
            ? size
            : throw new ParameterException($"{entry.Name}: sector_size is not a number of bytes");
    }

    private static string Shorten(string name)
    {
        string printable = string.Concat(name.Take(40).Select(c => char.IsAsciiLetterOrDigit(c) || "._-/ ".Contains(c, StringComparison.Ordinal) ? c
            : '?'));
        return name.Length > 40 ? printable + "..." : printable;
    }
}
