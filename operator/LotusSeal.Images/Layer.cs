using System.Formats.Tar;
using System.IO.Compression;
using System.Text;

namespace LotusSeal.Images;

/// <summary>One layer of an image: paths without a leading slash, and what is there.</summary>
internal sealed class Layer
{
    /// <summary>The folders that are links on systems of today; ours are too, so that each file has one name.</summary>
    private static readonly string[] Merged = ["bin", "sbin", "lib", "lib64"];

    private readonly SortedDictionary<string, LayerEntry> _entries = new(StringComparer.Ordinal);

    /// <summary>Whether something has that path.</summary>
    public bool Has(string path) => _entries.ContainsKey(Normal(path));

    /// <summary>What is at a path.</summary>
    /// <exception cref="KeyNotFoundException">Nothing is.</exception>
    public LayerEntry this[string path] => _entries[Normal(path)];

    /// <summary>Puts something at a path, and folders above it. What is there already stays.</summary>
    public void Add(string path, LayerEntry entry)
    {
        string normal = Normal(path);
        for (int slash = normal.IndexOf('/', StringComparison.Ordinal); slash >= 0; slash = normal.IndexOf('/', slash + 1))
            _entries.TryAdd(normal[..slash], new FolderEntry());
        _entries.TryAdd(normal, entry);
    }

    /// <summary>Puts the libraries there that the loader maps for a program or library, but those of a layer below.</summary>
    /// <exception cref="InvalidDataException">The system has not all of them, or the file is for another processor.</exception>
    public void AddLibraries(SystemFolder system, string file, Layer? below = null)
    {
        foreach (string library in system.LibrariesOf(file).Where(library => below?.Has(library) != true))
            Add(library, new FileEntry(system.FileOf(library), LayerEntry.Program));
    }

    /// <summary>Puts the links bin, lib, … there that lead below usr.</summary>
    public void AddMergedFolders()
    {
        foreach (string name in Merged)
        {
            Add($"usr/{name}", new FolderEntry());
            _entries[name] = new LinkEntry($"usr/{name}");
        }
    }

    /// <summary>Writes it as a tar. Nothing in it depends on when, where or by whom it is written.</summary>
    public async Task WriteTarAsync(Stream stream)
    {
        await using TarWriter tar = new(stream, TarEntryFormat.Ustar, leaveOpen: true);
        foreach ((string path, LayerEntry entry) in _entries)
        {
            await using Stream? content = entry switch
            {
                FileEntry file => File.OpenRead(file.Source),
                TextEntry text => new MemoryStream(Encoding.UTF8.GetBytes(text.Text)),
                _ => null,
            };
            TarEntryType type = entry switch
            {
                FolderEntry => TarEntryType.Directory,
                LinkEntry => TarEntryType.SymbolicLink,
                _ => TarEntryType.RegularFile,
            };
            UstarTarEntry written = new(type, type == TarEntryType.Directory ? path + "/" : path)
            {
                Mode = entry.Mode,
                Uid = entry.Owner,
                Gid = entry.Owner,
                ModificationTime = DateTimeOffset.UnixEpoch,
            };
            if (content is not null) written.DataStream = content;
            if (entry is LinkEntry link) written.LinkName = link.Target;
            await tar.WriteEntryAsync(written);
        }
    }

    /// <summary>Compresses a tar.</summary>
    public static async Task CompressAsync(Stream tar, Stream output)
    {
        await using GZipStream zip = new(output, CompressionLevel.Fastest, leaveOpen: true);
        await tar.CopyToAsync(zip);
    }

    private static string Normal(string path)
    {
        string bare = path.TrimStart('/');
        return Merged.Contains(bare.Split('/')[0]) ? $"usr/{bare}" : bare;
    }
}
