using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Storage;

namespace LotusSeal.Worker.Api;

/// <summary>The storage methods of the API: paths are opened and closed here and remembered in <c>storage.json</c>.</summary>
/// <param name="store">The open paths.</param>
/// <param name="work">Given up when a sector is removed.</param>
/// <param name="configFile">The repository's storage.json.</param>
internal sealed class StorageControl(ISectorStore store, ISectorWork work, string configFile) : IDisposable
{
    private readonly SemaphoreSlim _changing = new(1, 1);

    /// <summary>The open paths.</summary>
    public StoragePath[] Paths() => [.. store.LocalPaths];

    /// <summary>Opens a path and remembers it for the next start.</summary>
    public Task AddAsync(string path, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        if (!Path.IsPathFullyQualified(path)) throw new RpcException($"path: '{path}' is not an absolute path");
        string root = PathName.Normal(path);
        try
        {
            await store.OpenPathAsync(root, cancellationToken);
        }
        catch (StorageException error)
        {
            // The operator sees this text through the command; it begins as Lotus' does.
            throw new StorageException(error.Fault, $"opening local path: {error.Message}", error);
        }

        StorageConfig.Append(configFile, root);
    }, cancellationToken);

    /// <summary>Closes a path and forgets it, in every form of its name; its files stay. One that is listed only is forgotten.</summary>
    public Task DetachAsync(string path, CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        try
        {
            StorageConfig.Remove(configFile, await store.ClosePathAsync(path, cancellationToken));
        }
        catch (StorageException e) when (e.Fault == StorageFault.PathUnknown)
        {
            if (!StorageConfig.Remove(configFile, path)) throw;
        }
    }, cancellationToken);

    /// <summary>Closes every path; they are opened again at the next start.</summary>
    public Task DetachAllAsync(CancellationToken cancellationToken) => ChangeAsync(async () =>
    {
        foreach (StoragePath path in store.LocalPaths) await store.ClosePathAsync(path.LocalPath, cancellationToken);
    }, cancellationToken);

    /// <summary>Reads the sectorstore.json of one path or all, attaches and declares again.</summary>
    public Task RedeclareAsync(string? id, bool dropMissing, CancellationToken cancellationToken) =>
        ChangeAsync(() => store.RedeclareAsync(id, dropMissing, cancellationToken), cancellationToken);

    /// <summary>Attaches and declares all paths to a miner that has forgotten them.</summary>
    public Task AnnounceAgainAsync(CancellationToken cancellationToken) =>
        ChangeAsync(() => store.AnnounceAgainAsync(cancellationToken), cancellationToken);

    /// <summary>Removes sealed, cache and unsealed of a sector everywhere that is reachable; work on them is given up first.</summary>
    public Task RemoveSectorAsync(SectorId sector, CancellationToken cancellationToken) => TranslateAsync(async () =>
    {
        await work.GiveUpAsync(sector, SectorFileType.Sealed | SectorFileType.Cache | SectorFileType.Unsealed, cancellationToken);
        foreach (SectorFileType type in (SectorFileType[])[SectorFileType.Sealed, SectorFileType.Cache, SectorFileType.Unsealed])
            await store.RemoveAsync(sector, type, [], cancellationToken);
    });

    /// <inheritdoc/>
    public void Dispose() => _changing.Dispose();

    private static async Task TranslateAsync(Func<Task> action)
    {
        try
        {
            await action();
        }
        catch (StorageException e)
        {
            throw new RpcException(e.Message, e);
        }
    }

    private async Task ChangeAsync(Func<Task> action, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken);
        try
        {
            await TranslateAsync(action);
        }
        finally
        {
            _changing.Release();
        }
    }
}
