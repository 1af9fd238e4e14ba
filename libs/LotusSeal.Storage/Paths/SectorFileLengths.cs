using System.Buffers.Binary;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Storage;

/// <summary>Tells by names and lengths alone that a sector's file cannot be whole, as a cut copy is not.</summary>
internal static class SectorFileLengths
{
    private const int PersistentAuxLength = 64, NodeLength = 32, MapLengthField = 4;
    private const string PersistentAux = CacheFileNames.PersistentAux, TreeRLast = "sc-02-data-tree-r-last";
    private const string NoPersistentAux = $"has no {PersistentAux}, so PreCommit2 did not end there";

    private static readonly ulong[] SectorSizes =
        [.. Enum.GetValues<RegisteredSealProof>().Select(proof => PoRepConfig.ForProof(proof).SectorSize).Distinct()];

    /// <summary>Refuses a file that cannot be whole.</summary>
    /// <param name="path">Its full name.</param>
    /// <param name="type">A single type.</param>
    /// <param name="sectorSize">Bytes.</param>
    /// <param name="mustBeSealed">A cache must be that of a finished sector.</param>
    /// <exception cref="StorageException">Damaged; the message names the file and says what is wrong.</exception>
    public static void Require(string path, SectorFileType type, ulong sectorSize, bool mustBeSealed)
    {
        if (FaultOf(path, type, [sectorSize], mustBeSealed) is { } fault) throw new StorageException(StorageFault.Damaged, $"{path} {fault}");
    }

    /// <summary>Refuses a file that cannot be whole, and a cache in which PreCommit2 did not end: neither must become the one that is kept.</summary>
    /// <inheritdoc cref="Require"/>
    public static void RequireKept(string path, SectorFileType type, ulong sectorSize)
    {
        if (FaultOfKept(path, type, [sectorSize]) is { } fault) throw new StorageException(StorageFault.Damaged, $"{path} {fault}");
    }

    /// <summary>What is wrong with a file that is to stay when other copies go; null when nothing is.</summary>
    /// <inheritdoc cref="Fault"/>
    public static string? FaultOfKept(string path, SectorFileType type) => FaultOfKept(path, type, SectorSizes);

    /// <summary>What is wrong with a file of a sector whose size is not known; null when nothing is.</summary>
    /// <param name="path">Its full name.</param>
    /// <param name="type">A single type.</param>
    /// <param name="mustBeSealed">A cache must be that of a finished sector, as in a path where none is sealed.</param>
    public static string? Fault(string path, SectorFileType type, bool mustBeSealed) => FaultOf(path, type, SectorSizes, mustBeSealed);

    /// <summary>The size of the sector, in bytes, to which an unsealed file belongs; null when its length fits none.</summary>
    public static ulong? SectorSizeOf(string unsealed)
    {
        FileInfo file = FileTarget.Of(unsealed);
        return SectorSizes.Where(size => Fits(file, SectorFileType.Unsealed, size)).Cast<ulong?>().FirstOrDefault();
    }

    private static string? FaultOfKept(string path, SectorFileType type, ulong[] sizes)
    {
        if (FaultOf(path, type, sizes, mustBeSealed: false) is { } fault) return fault;
        return type.IsFolder() && !File.Exists(Path.Combine(path, PersistentAux)) ? NoPersistentAux : null;
    }

    private static string? FaultOf(string path, SectorFileType type, ulong[] sizes, bool mustBeSealed)
    {
        if (type.IsFolder()) return Directory.Exists(path) ? FaultOfCache(path, mustBeSealed) : "is no folder";
        FileInfo file = FileTarget.Of(path);
        if (!file.Exists) return "is no file";
        // A map that is just being replaced, here or by another process of a shared path, does not fit for a moment.
        if (type == SectorFileType.Unsealed && PartialFile.IsChanging(path)) return null;
        bool fits = sizes.Any(size => Fits(file, type, size));
        string map = type == SectorFileType.Unsealed ? ", and the map of valid bytes" : "";
        return fits ? null : $"has {file.Length} bytes; a sector has {string.Join(" or ", sizes)}{map}";
    }

    private static bool Fits(FileInfo file, SectorFileType type, ulong size) =>
        (ulong)file.Length == size || (type == SectorFileType.Unsealed && HasMap(file, (long)size));

    private static bool HasMap(FileInfo file, long sectorSize)
    {
        long trailer = file.Length - sectorSize;
        if (trailer is < MapLengthField or > PartialFile.MaxTrailer) return false;
        using FileStream stream = new(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);
        byte[] field = new byte[MapLengthField];
        stream.Seek(-MapLengthField, SeekOrigin.End);
        return stream.ReadAtLeast(field, field.Length, throwOnEndOfStream: false) == field.Length
            && BinaryPrimitives.ReadUInt32LittleEndian(field) == trailer - MapLengthField;
    }

    private static bool IsJudged(string name) => !SectorFolder.IsOwn(name)
        && (name == PersistentAux || name.StartsWith(TreeRLast, StringComparison.Ordinal));

    private static string? FaultOfCache(string path, bool mustBeSealed)
    {
        // What is unfinished, or goes when the sector is finished, says nothing, and may be gone before its length is asked for.
        Dictionary<string, long> files = new DirectoryInfo(path).EnumerateFiles().Where(file => IsJudged(file.Name))
            .ToDictionary(file => file.Name, file => FileTarget.Of(file.FullName).Length);
        if (!files.TryGetValue(PersistentAux, out long persistentAux))
            return mustBeSealed ? NoPersistentAux : null;
        if (persistentAux != PersistentAuxLength) return $"has a {PersistentAux} of {persistentAux} bytes instead of {PersistentAuxLength}";
        string[] trees = [.. files.Keys.Where(name => name.StartsWith(TreeRLast, StringComparison.Ordinal))];
        if (trees.Length == 0) return mustBeSealed ? $"has no {TreeRLast}" : null;
        if (trees.Select(tree => files[tree]).Distinct().Count() > 1 || files[trees[0]] is var length && (length == 0 || length % NodeLength != 0))
            return $"has files {TreeRLast} of {string.Join(", ", trees.Select(tree => files[tree]).Distinct())} bytes";
        return trees.Length == 1 || Enumerable.Range(0, trees.Length).All(tree => files.ContainsKey($"{TreeRLast}-{tree}.dat")) ? null
            : $"lacks some of the files {TreeRLast}";
    }
}
