using System.Text.Json;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>A folder with one sector's files and their <c>sector.json</c>; open in one process at a time.</summary>
internal sealed class OfflineSectorFolder : IDisposable
{
    private const string LockName = "sector.lock";
    private readonly FileStream _lock;

    private OfflineSectorFolder(string path, FileStream folderLock)
    {
        Root = path;
        _lock = folderLock;
    }

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>fr32-padded data, sector size.</summary>
    public string Unsealed => Path.Join(Root, "unsealed");

    /// <summary>The replica.</summary>
    public string Sealed => Path.Join(Root, "sealed");

    /// <summary>Trees, layers, p_aux and t_aux.</summary>
    public string Cache => Path.Join(Root, "cache");

    /// <summary>What PreCommit1 returned.</summary>
    public string PreCommit1Output => Path.Join(Root, "pc1-output.json");

    /// <summary>What Commit1 returned.</summary>
    public string Commit1Output => Path.Join(Root, "c1-output.json");

    /// <summary>Layers of an unseal under way.</summary>
    public string Scratch => Path.Join(Root, "unseal-scratch");

    /// <summary>fr32-padded data of an update, sector size.</summary>
    public string UpdateUnsealed => Path.Join(Root, "update-unsealed");

    /// <summary>The updated replica.</summary>
    public string Update => Path.Join(Root, "update");

    /// <summary>Trees and p_aux of the update.</summary>
    public string UpdateCache => Path.Join(Root, "update-cache");

    /// <summary>What the update is.</summary>
    public string UpdateState => Path.Join(Root, "update.json");

    /// <summary>The vanilla proofs of the update.</summary>
    public string UpdateProofs => Path.Join(Root, "update-proofs.json");

    /// <summary>The names that belong to the sector, whether the files are there or not; the cache has more.</summary>
    public IReadOnlyList<string> Files =>
        [Unsealed, Sealed, PreCommit1Output, Commit1Output, StateFile, LockFile, UpdateUnsealed, Update, UpdateState, UpdateProofs];

    /// <summary>The paths as the sealer takes them.</summary>
    public SectorPaths Paths => new(Cache, Sealed, Unsealed);

    private string StateFile => Path.Join(Root, "sector.json");

    private string LockFile => Path.Join(Root, LockName);

    /// <summary>Opens the folder; makes it when <paramref name="create"/>.</summary>
    /// <exception cref="CommandException">It is missing, in use, or holds sector files that this program did not make.</exception>
    public static OfflineSectorFolder Open(string path, bool create)
    {
        string root = Path.GetFullPath(path);
        if (File.Exists(root)) throw new CommandException($"'{root}' is a file, not a folder.");
        if (!create && !File.Exists(Path.Join(root, "sector.json")))
            throw new CommandException($"'{root}' is no sector folder: it has no sector.json.");
        bool foreign = !File.Exists(Path.Join(root, "sector.json"))
            && new[] { "unsealed", "sealed", "cache" }.Any(name => Path.Exists(Path.Join(root, name)));
        if (foreign) throw new CommandException($"'{root}' holds sector files but no sector.json; use another folder.");
        Directory.CreateDirectory(root);
        try
        {
            FileStreamOptions options = new()
            {
                Mode = FileMode.OpenOrCreate,
                Access = FileAccess.ReadWrite,
                Share = FileShare.None,
                Options = FileOptions.DeleteOnClose,
            };
            return new OfflineSectorFolder(root, new FileStream(Path.Join(root, LockName), options));
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or FileNotFoundException))
        {
            throw new CommandException($"'{root}' is in use by another process: {e.Message}", e);
        }
    }

    /// <summary>The state, or null when nothing was begun.</summary>
    /// <exception cref="CommandException">The file is damaged.</exception>
    public OfflineSectorState? Load()
    {
        if (!File.Exists(StateFile)) return null;
        try
        {
            OfflineSectorState state = JsonSerializer.Deserialize(File.ReadAllBytes(StateFile), SectorJson.Types.OfflineSectorState)
                ?? throw new JsonException("it holds null.");
            if (state.Version != 1) throw new CommandException($"'{StateFile}' has version {state.Version}; this program knows version 1.");
            if (state.Fault() is { } fault) throw new CommandException($"'{StateFile}' is damaged: {fault}.");
            return state;
        }
        catch (JsonException e)
        {
            throw new CommandException($"'{StateFile}' is damaged: {e.Message}", e);
        }
    }

    /// <summary>Replaces the state.</summary>
    public Task SaveAsync(OfflineSectorState state) =>
        AtomicFile.WriteAsync(StateFile, JsonSerializer.SerializeToUtf8Bytes(state, SectorJson.Types.OfflineSectorState), CancellationToken.None);

    /// <inheritdoc/>
    public void Dispose()
    {
        // What is known of the layers lay in it until PreCommit2 was through.
        string unfinished = Path.GetDirectoryName(SectorFileNames.LayerRecordsOf(Cache))!;
        if (Directory.Exists(unfinished) && !Directory.EnumerateFileSystemEntries(unfinished).Any()) Directory.Delete(unfinished);
        _lock.Dispose();
    }
}
