using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Trees;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Cache;

/// <summary>
/// Says in a cache that the sealed file that belongs to it is being overwritten, so neither the data nor a replica: tree-d has one byte more then. It
/// outlives whoever overwrites.
/// </summary>
/// <remarks>
/// This program takes the data from tree-d and goes on. Others take them from the sealed file, and would make a replica of half a replica, with one
/// wrong part that hardly any challenge finds. But they look at the length of tree-d first: the reference, and with it a Lotus worker, refuses such a
/// cache ("Store is inconsistent"), and the miner goes back to PreCommit1, which makes the copy of the data anew.
/// </remarks>
public sealed class OverwriteMark : IDisposable
{
    private const int Length = 1;
    private readonly Lock _lock = new();
    private readonly SafeFileHandle _tree;
    private readonly long _size;
    private bool _isSet;

    private OverwriteMark(SafeFileHandle tree, long size) => (_tree, _size, _isSet) = (tree, size, RandomAccess.GetLength(tree) == size + Length);

    /// <summary>True when the sealed file of a cache is neither data nor replica.</summary>
    public static bool IsSet(string cacheDirectory, PoRepConfig config)
    {
        FileInfo tree = new(PathOf(cacheDirectory));
        return tree.Exists && (ulong)tree.Length == SizeOf(config) + Length;
    }

    /// <summary>Opens tree-d for reading, with the mark or without.</summary>
    /// <exception cref="SealingException">Missing, or of another length.</exception>
    internal static SectorFile OpenTree(string cacheDirectory, PoRepConfig config) =>
        SectorFile.Open(PathOf(cacheDirectory), SizeOf(config) + (IsSet(cacheDirectory, config) ? Length : 0UL));

    /// <summary>Opens tree-d for the mark.</summary>
    /// <returns>Null when it cannot be changed, or has another name too.</returns>
    internal static OverwriteMark? TryOpen(string cacheDirectory, PoRepConfig config) =>
        SoleFile.TryOpen(PathOf(cacheDirectory), FileShare.ReadWrite) is { } tree ? new OverwriteMark(tree, (long)SizeOf(config)) : null;

    /// <summary>Sets the mark, durably, before the first byte is overwritten.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    internal void Set()
    {
        lock (_lock)
        {
            if (_isSet) return;
            RandomAccess.SetLength(_tree, _size + Length);
            RandomAccess.FlushToDisk(_tree);
            _isSet = true;
        }
    }

    /// <summary>Takes the mark away: the sealed file is what it should be, and on disk.</summary>
    /// <exception cref="IOException">The disk refused.</exception>
    internal static void Clear(string cacheDirectory, PoRepConfig config)
    {
        if (!IsSet(cacheDirectory, config)) return;
        using SafeFileHandle tree = File.OpenHandle(PathOf(cacheDirectory), FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite);
        RandomAccess.SetLength(tree, (long)SizeOf(config));
        RandomAccess.FlushToDisk(tree);
    }

    /// <inheritdoc/>
    public void Dispose() => _tree.Dispose();

    private static string PathOf(string cacheDirectory) => Path.Combine(cacheDirectory, SectorFileNames.TreeD);

    private static ulong SizeOf(PoRepConfig config) => SectorTrees.TreeD(config).FileSize;
}
