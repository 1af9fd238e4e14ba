using System.Globalization;
using System.Net;
using System.Security.Cryptography;
using LotusSeal.Primitives.Durability;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Hosting;

/// <summary>The worker's repository folder (protocol spec 1.8), locked while it is open.</summary>
internal sealed class WorkerRepository : IDisposable
{
    private const string TokenPrefix = "lotusseal-";
    private const int TokenBytes = 32;

    private readonly FileStream _lock;

    private WorkerRepository(string path, FileStream @lock) => (Root, _lock) = (path, @lock);

    /// <summary>The folder.</summary>
    public string Root { get; }

    /// <summary>The list of storage paths.</summary>
    public string StorageConfigFile => Path.Combine(Root, StorageConfig.FileName);

    /// <summary>The call store.</summary>
    public string CallStoreFile => Path.Combine(Root, "datastore", "calls.db");

    private string ApiFile => Path.Combine(Root, "api");

    private string TokenFile => Path.Combine(Root, "token");

    /// <summary>Creates the folder when missing and locks it.</summary>
    /// <param name="root">The folder.</param>
    /// <param name="noLocalStorage">Do not make a new repository a storage path.</param>
    /// <exception cref="WorkerStartException">The folder is in use by another process, or cannot be written.</exception>
    public static WorkerRepository Open(string root, bool noLocalStorage)
    {
        root = Path.GetFullPath(root);
        try
        {
            bool exists = Path.Exists(Path.Combine(root, "datastore")) || Path.Exists(Path.Combine(root, "keystore"));
            Directory.CreateDirectory(root);
            FileStream held = Hold(root);
            try
            {
                if (!exists) Create(root, noLocalStorage);
                // What kills left between a write and its rename; a command may be writing one at this moment, which is not old.
                UnfinishedFiles.DeleteAbandoned(root, AtomicFile.TemporarySuffix);
                return new WorkerRepository(root, held);
            }
            catch
            {
                held.Dispose();
                throw;
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or StorageException)
        {
            throw new WorkerStartException($"worker repository {root}: {e.Message}", e);
        }
    }

    /// <summary>
    /// The worker's own token, for its commands: made at the first start, kept in the file <c>token</c>, readable by its owner alone. It is none of
    /// the miner's, so that commands work while the miner is away; a file with a miner's token, as Lotus writes it, is replaced.
    /// </summary>
    /// <exception cref="WorkerStartException">The file cannot be read or written.</exception>
    public string OwnToken()
    {
        const UnixFileMode OwnerOnly = UnixFileMode.UserRead | UnixFileMode.UserWrite;
        try
        {
            string kept = File.Exists(TokenFile) ? File.ReadAllText(TokenFile).Trim() : "";
            bool usable = kept.StartsWith(TokenPrefix, StringComparison.Ordinal) && kept.Length == TokenPrefix.Length + 2 * TokenBytes
                && (OperatingSystem.IsWindows() || File.GetUnixFileMode(TokenFile) == OwnerOnly);
            if (usable) return kept;
            string made = TokenPrefix + Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(TokenBytes));
            AtomicFile.WriteAllText(TokenFile, made, OwnerOnly);
            return made;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new WorkerStartException($"worker repository {Root}: {e.Message}", e);
        }
    }

    /// <summary>Writes where the worker can be reached, for its own commands (protocol spec 1.7).</summary>
    public void WriteApi(IPEndPoint address)
    {
        string family = address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetworkV6 ? "ip6" : "ip4";
        AtomicFile.WriteAllText(ApiFile, string.Create(CultureInfo.InvariantCulture, $"/{family}/{address.Address}/tcp/{address.Port}"));
    }

    /// <summary>Releases the lock; the address is gone with the process that served it.</summary>
    public void Dispose()
    {
        File.Delete(ApiFile);
        _lock.Dispose();
    }

    private static void Create(string root, bool noLocalStorage)
    {
        string descriptor = Path.Combine(root, StorageDescriptor.FileName);
        if (!noLocalStorage && !File.Exists(descriptor))
        {
            StorageDescriptor.Create(root, new StorageDescriptor { Id = StorageDescriptor.NewId(), Weight = 10, CanSeal = true, CanStore = false });
        }

        new StorageConfig(noLocalStorage ? [] : [new StorageConfigPath(root)]).Write(Path.Combine(root, StorageConfig.FileName));
        AtomicFile.WriteAllText(Path.Combine(root, "config.toml"), "");
        Directory.CreateDirectory(Path.Combine(root, "datastore"));
        // Last, because its presence marks a repository: a start that is interrupted before is repeated.
        if (OperatingSystem.IsWindows()) Directory.CreateDirectory(Path.Combine(root, "keystore"));
        else Directory.CreateDirectory(Path.Combine(root, "keystore"), UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        AtomicFile.FlushFolder(root);
    }

    private static FileStream Hold(string root)
    {
        string file = Path.Combine(root, "repo.lock");
        FileStream? held = null;
        try
        {
            held = new FileStream(file, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            // Lotus locks the same file with fcntl, which the line above does not see.
            if (OperatingSystem.IsLinux()) held.Lock(0, 0);
            return held;
        }
        catch (IOException e)
        {
            held?.Dispose();
            throw new WorkerStartException($"worker repository {root}: repo is already locked, another worker runs on it ({file})", e);
        }
    }
}
