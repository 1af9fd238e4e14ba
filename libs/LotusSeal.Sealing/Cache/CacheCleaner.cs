using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Cache;

/// <summary>
/// Deletes files of a cache; what is gone already is no error (porep.md 5.5). Unfinished files go when nobody holds them: another process may work on
/// the same folder.
/// </summary>
internal static class CacheCleaner
{
    /// <summary>What an interrupted step left.</summary>
    public static void DeleteTemporaries(string directory)
    {
        if (UnfinishedFiles.DeleteAbandoned(directory, SectorFileNames.TemporarySuffix).Count > 0) AtomicFile.FlushFolder(directory);
    }

    /// <summary>Layers, tree-d, tree-c, what is known about the layers, and what an interrupted step left.</summary>
    public static void DeleteLayers(string directory)
    {
        LayerCheckpoint.Delete(directory);
        Delete(directory, SectorFileNames.IsClearedByFinalize);
        DeleteTemporaries(directory);
    }

    /// <summary>The file of synthetic proofs.</summary>
    public static void DeleteSyntheticProofs(string directory) => Delete(directory, name => name == SectorFileNames.SyntheticProofs);

    /// <summary>p_aux and t_aux: the replica that they are of goes.</summary>
    public static void DeleteAuxiliary(string directory) =>
        Delete(directory, name => name is SectorFileNames.PersistentAux or SectorFileNames.TemporaryAux);

    /// <summary>Everything that belongs to an earlier sealing of the sector.</summary>
    public static void DeleteSealing(string directory)
    {
        DeleteLayers(directory);
        DeleteSyntheticProofs(directory);
    }

    private static void Delete(string directory, Func<string, bool> selects)
    {
        if (!Directory.Exists(directory)) return;
        string[] found = [.. Directory.EnumerateFiles(directory).Where(path => selects(Path.GetFileName(path)))];
        foreach (string path in found) File.Delete(path);
        if (found.Length > 0) AtomicFile.FlushFolder(directory);
    }
}
