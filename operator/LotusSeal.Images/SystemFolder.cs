namespace LotusSeal.Images;

/// <summary>A system that programs and libraries of images come from: this machine, or what was unpacked of one of another processor.</summary>
/// <param name="root">Its root folder.</param>
/// <param name="architecture">Its processor.</param>
internal sealed class SystemFolder(string root, ImageArchitecture architecture)
{
    /// <summary>As many as the kernel follows.</summary>
    private const int MaxLinks = 40;

    private static readonly string[] ProgramFolders = ["/usr/bin", "/bin", "/usr/sbin", "/sbin"];

    /// <summary>Where the loader looks after those folders that the system names.</summary>
    private static readonly string[] LibraryFolders = ["/lib64", "/usr/lib64", "/lib", "/usr/lib"];

    private readonly string[] _folders = [.. NamedFolders(root), .. LibraryFolders];

    /// <summary>This machine.</summary>
    public static SystemFolder Here => new("/", ImageArchitecture.Here);

    /// <summary>Its processor.</summary>
    public ImageArchitecture Architecture => architecture;

    /// <summary>How messages call it.</summary>
    public string Name => root == "/" ? "this machine" : root;

    /// <summary>The file here of an absolute path of the system. A link is followed as it would be there.</summary>
    public string FileOf(string path)
    {
        for (int links = 0; root != "/" && links < MaxLinks && new FileInfo(Below(root, path)).LinkTarget is { } target; links++)
            path = Path.GetFullPath(target, Path.GetDirectoryName(path)!);
        return Below(root, path);
    }

    /// <summary>The absolute path of a program in the system; null when it has none.</summary>
    public string? FindProgram(string name) => ProgramFolders.Select(folder => $"{folder}/{name}").FirstOrDefault(path => File.Exists(FileOf(path)));

    /// <summary>The absolute path of a library in the system; null when it has none for its processor.</summary>
    public string? FindLibrary(string name) => Path.GetFileName(architecture.Loader) == name && IsOurs(architecture.Loader)
        ? architecture.Loader
        : _folders.Select(folder => $"{folder}/{name}").FirstOrDefault(IsOurs);

    /// <summary>
    /// What the loader maps for a program or library, the loader included, by absolute paths in the system; nothing for files of another kind. What
    /// is found beside the file is not among them.
    /// </summary>
    /// <param name="file">The file here.</param>
    /// <exception cref="InvalidDataException">One of them is not in the system, or the file is for another processor.</exception>
    public IReadOnlyCollection<string> LibrariesOf(string file)
    {
        SortedSet<string> found = new(StringComparer.Ordinal);
        Queue<string> left = new([file]);
        while (left.TryDequeue(out string? next))
        {
            if (ElfFile.Read(next) is not { } elf) continue;
            if (elf.Machine != architecture.ElfMachine) throw new InvalidDataException($"{next} is not for {architecture.Name}");
            foreach (string name in elf.Needed)
            {
                if (next == file && elf.LooksBeside && File.Exists(Path.Combine(Path.GetDirectoryName(next)!, name))) continue;
                string path = FindLibrary(name) ?? throw new InvalidDataException($"{next} needs the library {name}, which {Name} has not");
                if (found.Add(path)) left.Enqueue(FileOf(path));
            }
        }

        return found;
    }

    private bool IsOurs(string path) =>
        FileOf(path) is var file && File.Exists(file) && ElfFile.Read(file) is { } elf && elf.Machine == architecture.ElfMachine;

    private static string Below(string root, string path) => root == "/" ? path : Path.TrimEndingDirectorySeparator(root) + path;

    /// <summary>The folders of /etc/ld.so.conf and what that includes, in the order in which the loader takes them.</summary>
    private static IEnumerable<string> NamedFolders(string root, string path = "/etc/ld.so.conf")
    {
        string file = Below(root, path);
        if (!File.Exists(file)) yield break;
        foreach (string line in File.ReadLines(file).Select(line => line.Split('#')[0].Trim()))
        {
            if (line.StartsWith('/'))
            {
                yield return line;
            }
            else if (line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries) is ["include", var pattern])
            {
                string folder = Path.Combine("/etc", Path.GetDirectoryName(pattern)!);
                if (!Directory.Exists(Below(root, folder))) continue;
                foreach (string included in Directory.EnumerateFiles(Below(root, folder), Path.GetFileName(pattern)).Order(StringComparer.Ordinal))
                {
                    foreach (string one in NamedFolders(root, $"{folder}/{Path.GetFileName(included)}")) yield return one;
                }
            }
        }
    }
}
