using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>What is in a storage path.</summary>
/// <param name="Descriptor">Its sectorstore.json, null when that makes no sense.</param>
/// <param name="Wrong">What is wrong with that file, null when nothing is.</param>
/// <param name="Files">The sector files.</param>
/// <param name="Faulty">Those apart whose length says that they cannot be whole, with why: the miner must not hear of them.</param>
/// <param name="Strangers">Full names of entries that are no sector; they are passed over.</param>
internal sealed record PathListing(StorageDescriptor? Descriptor, StorageException? Wrong, IReadOnlyList<SectorFileKey> Files,
    IReadOnlyList<(SectorFileKey File, string Fault)> Faulty, IReadOnlyList<string> Strangers)
{
    /// <summary>The descriptor, or the failure that says what is wrong with it.</summary>
    public StorageDescriptor Sound => Descriptor ?? throw Wrong!;

    /// <summary>Reads a path that is to be opened, tidies up what dead processes left unfinished in it, and makes missing type folders.</summary>
    /// <exception cref="StorageException">Folder or descriptor is missing or wrong, or a type folder cannot be used.</exception>
    public static PathListing Open(string root)
    {
        StorageDescriptor descriptor = StorageDescriptor.Read(root);
        ForEachType(root, type =>
        {
            Directory.CreateDirectory(Path.Combine(root, type.FolderName()));
            UnfinishedSectors.DeleteAbandoned(root, type);
            // Only where sectors are sealed there are steps that a kill interrupts.
            if (descriptor.CanSeal) UnfinishedSectors.DeleteAbandonedInCaches(root, type);
            UnfinishedSectors.FinishMaps(root, type);
        });
        return List(root, descriptor, null, descriptor.CanSeal);
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
        return List(path.Root, descriptor, wrong, (descriptor ?? path.Descriptor).CanSeal);
    }

    /// <summary>Looks once more at a file that was found faulty.</summary>
    public static bool IsFaultyStill(LocalPath path, SectorFileKey file) =>
        FaultOf(path.FileOf(file.Type, file.Sector), file.Type, mustBeSealed: !path.Descriptor.CanSeal) is not null;

    private static PathListing List(string root, StorageDescriptor? descriptor, StorageException? wrong, bool canSeal)
    {
        List<SectorFileKey> files = [];
        List<(SectorFileKey File, string Fault)> faulty = [];
        List<string> strangers = [];
        ForEachType(root, type =>
        {
            Directory.CreateDirectory(Path.Combine(root, type.FolderName()));
            foreach (SectorId sector in SectorFolder.List(root, type, strangers))
            {
                SectorFileKey file = new(sector, type);
                if (FaultOf(SectorFolder.FileOf(root, type, sector), type, mustBeSealed: !canSeal) is { } fault) faulty.Add((file, fault));
                else files.Add(file);
            }
        });
        return new PathListing(descriptor, wrong, files, faulty, strangers);
    }

    /// <summary>One that cannot be looked into, or changes at this moment, is not judged: it keeps the others of its path from nothing.</summary>
    private static string? FaultOf(string file, SectorFileType type, bool mustBeSealed)
    {
        try
        {
            return SectorFileLengths.Fault(file, type, mustBeSealed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
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
