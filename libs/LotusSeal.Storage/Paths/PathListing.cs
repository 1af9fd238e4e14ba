using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>What is in a storage path.</summary>
/// <param name="Descriptor">Its sectorstore.json, null when that makes no sense.</param>
/// <param name="Wrong">What is wrong with that file, null when nothing is.</param>
/// <param name="Files">The sector files.</param>
/// <param name="Strangers">Full names of entries that are no sector; they are passed over.</param>
internal sealed record PathListing(StorageDescriptor? Descriptor, StorageException? Wrong, IReadOnlyList<SectorFileKey> Files,
    IReadOnlyList<string> Strangers)
{
    /// <summary>The descriptor, or the failure that says what is wrong with it.</summary>
    public StorageDescriptor Sound => Descriptor ?? throw Wrong!;

    /// <summary>Reads a path that is to be opened, tidies up what an earlier process left unfinished in it, and makes missing type folders.</summary>
    /// <exception cref="StorageException">Folder or descriptor is missing or wrong, or a type folder cannot be used.</exception>
    public static PathListing Open(string root)
    {
        StorageDescriptor descriptor = StorageDescriptor.Read(root);
        // Only here: once a path is open, unfinished files in it belong to tasks that run.
        ForEachType(root, type =>
        {
            Directory.CreateDirectory(Path.Combine(root, type.FolderName()));
            SectorFolder.CleanFetching(root, type);
        });
        return List(root, descriptor, null);
    }

    /// <summary>Reads a path that is open: unfinished files stay, and a descriptor that makes no sense is told, not thrown.</summary>
    /// <exception cref="StorageException">The folder is gone or another one, or a type folder cannot be used.</exception>
    public static PathListing Again(LocalPath path)
    {
        StorageDescriptor? descriptor = null;
        StorageException? wrong = null;
        try
        {
            descriptor = StorageDescriptor.Read(path.Root);
        }
        catch (StorageException e) when (e.Fault == StorageFault.Misconfigured)
        {
            wrong = e;
        }

        path.EnsureSame(descriptor);
        return List(path.Root, descriptor, wrong);
    }

    private static PathListing List(string root, StorageDescriptor? descriptor, StorageException? wrong)
    {
        List<SectorFileKey> files = [];
        List<string> strangers = [];
        ForEachType(root, type =>
        {
            Directory.CreateDirectory(Path.Combine(root, type.FolderName()));
            files.AddRange(SectorFolder.List(root, type, strangers).Select(sector => new SectorFileKey(sector, type)));
        });
        return new PathListing(descriptor, wrong, files, strangers);
    }

    private static void ForEachType(string root, Action<SectorFileType> work)
    {
        foreach (SectorFileType type in SectorFileTypes.All)
        {
            try
            {
                work(type);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                throw new StorageException(StorageFault.Disk, $"cannot use the {type.FolderName()} folder of storage path {root}: {e.Message}", e);
            }
        }
    }
}
