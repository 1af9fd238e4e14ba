using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>The first part of PreCommit1: the data under the sealed name, and TreeD over it.</summary>
internal sealed class StagedData(HashBackend hashes, SealingOptions options, PoRepConfig config, SectorPaths paths)
{
    /// <summary>Takes a block: its offset in the sector, TreeD's leaves, and memory for as many bytes.</summary>
    private delegate void LeavesReceiver(ulong offset, ReadOnlySpan<byte> leaves, Span<byte> free);

    private readonly bool _leavesMemory = options.LeavesMemory(config.SectorSize);

    private string TreeDPath => Path.Combine(paths.Cache, SectorFileNames.TreeD);

    /// <summary>
    /// True when TreeD is what its leaves hash to and leads to <paramref name="commD"/>. The sealed file holds its leaves then: where it did not,
    /// since PreCommit2 was interrupted while it wrote the replica over them, they are copied.
    /// </summary>
    /// <remarks>What cannot be read is as good as damaged: of TreeD, both are made anew from the unsealed file.</remarks>
    public bool IsWhole(CommD commD, CancellationToken cancellationToken)
    {
        if (!File.Exists(TreeDPath)) return false;
        try
        {
            using SectorFile treeD = OverwriteMark.OpenTree(paths.Cache, config);
            BinaryTreeCheck check = new(treeD, SectorTrees.TreeD(config), commD, hashes.HashPairs);
            if (FindFaultOfCopy(treeD, check, cancellationToken) is { } fault)
            {
                options.Warning?.Invoke($"{fault} The copy of the data is made anew out of tree-d.");
                Copy(treeD, check, cancellationToken);
            }
            OverwriteMark.Clear(paths.Cache, config);
            return true;
        }
        catch (Exception exception) when (exception is SealingException { DamagedFile: not null } or UnauthorizedAccessException)
        {
            options.Warning?.Invoke($"{exception.Message} The copy of the data and tree-d are made anew.");
            return false;
        }
    }

    /// <summary>
    /// Copies the unsealed file's sector, zero-filled, and builds TreeD in the same pass. Where the file system can, the copy shares the blocks of
    /// the unsealed file, and nothing but TreeD is written.
    /// </summary>
    /// <returns>CommD of what was copied.</returns>
    public CommD Build(ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (paths.Unsealed is null) throw new SealingException("PreCommit1 needs the path of the unsealed file.");
        using PendingFile sealedFile = new(paths.Sealed, paths.SealedTemporary, leavesMemory: _leavesMemory);
        using PendingTree treeFile = new(TreeDPath, SectorTrees.TreeD(config), _leavesMemory);
        DataTree tree = new(hashes, options.Threads, config);
        CommD commD = TryShare(paths.Unsealed, sealedFile)
            // Of the copy: whatever becomes of the unsealed file meanwhile, the two belong together.
            ? tree.Build(sealedFile.TemporaryPath, treeFile, null, meter, cancellationToken)
            : tree.Build(paths.Unsealed, treeFile, (offset, data) => sealedFile.Write(data, (long)offset), meter, cancellationToken);
        // What was sealed before goes now.
        CacheCleaner.DeleteAuxiliary(paths.Cache);
        sealedFile.Commit();
        treeFile.Commit();
        return commD;
    }

    /// <summary>Makes the copy without copying; what the unsealed file lacks of a sector is a hole, which reads as zeros.</summary>
    private bool TryShare(string unsealedPath, PendingFile copy)
    {
        using SectorFile unsealed = SectorFile.Open(unsealedPath);
        if (!unsealed.TryShare(Math.Min(unsealed.Length, config.SectorSize), copy.Handle)) return false;
        RandomAccess.SetLength(copy.Handle, (long)config.SectorSize);
        return true;
    }

    /// <summary>Checks all of TreeD, and tells why the sealed file does not hold its leaves; null when it does.</summary>
    private string? FindFaultOfCopy(SectorFile treeD, BinaryTreeCheck check, CancellationToken cancellationToken)
    {
        string? fault = null;
        using SectorFile? copy = TryOpenCopy(ref fault);
        EachBlock(treeD, check, (offset, leaves, data) =>
        {
            if (Volatile.Read(ref fault) is null && FaultOf(copy!, offset, leaves, data) is { } found) Volatile.Write(ref fault, found);
        }, cancellationToken);
        return fault;
    }

    private SectorFile? TryOpenCopy(ref string? fault)
    {
        try
        {
            return SectorFile.Open(paths.Sealed, config.SectorSize);
        }
        catch (Exception exception) when (exception is SealingException or IOException or UnauthorizedAccessException)
        {
            fault = exception.Message;
            return null;
        }
    }

    private static string? FaultOf(SectorFile copy, ulong offset, ReadOnlySpan<byte> leaves, Span<byte> data)
    {
        try
        {
            copy.Read(offset, data);
            return data.SequenceEqual(leaves) ? null : $"{copy.Path} does not hold the leaves of tree-d behind byte {offset}.";
        }
        catch (SealingException exception)
        {
            return exception.Message;
        }
    }

    /// <summary>Makes the sealed file of TreeD's leaves: one that rotted is replaced, a half replica overwritten, for which there is room.</summary>
    private void Copy(SectorFile treeD, BinaryTreeCheck check, CancellationToken cancellationToken)
    {
        CacheCleaner.DeleteAuxiliary(paths.Cache);
        IReplicaFile? file = OverwriteMark.IsSet(paths.Cache, config)
            ? OverwrittenFile.TryOpen(paths.Sealed, config, paths.Cache, _leavesMemory) : null;
        using IReplicaFile sealedFile = file ?? new PendingFile(paths.Sealed, paths.SealedTemporary, leavesMemory: _leavesMemory);
        EachBlock(treeD, check, (offset, leaves, _) => sealedFile.Write(leaves, (long)offset), cancellationToken);
        sealedFile.Settle();
        sealedFile.Commit();
    }

    /// <summary>Hands over TreeD's leaves block by block, checked, with as much memory beside them; from several threads.</summary>
    private void EachBlock(SectorFile treeD, BinaryTreeCheck check, LeavesReceiver receive, CancellationToken cancellationToken)
    {
        int blockSize = check.BlockLeaves * Digest.Size;
        BlockScheduler.Run((long)(config.SectorSize / (ulong)blockSize), options.Threads, () => new NativeBuffer<byte>(2 * blockSize),
            (block, buffer) =>
            {
                Span<byte> leaves = buffer.Span[..blockSize];
                ulong offset = (ulong)block * (ulong)blockSize;
                treeD.Read(offset, leaves);
                check.CheckBlock(block, leaves);
                receive(offset, leaves, buffer.Span[blockSize..]);
            }, cancellationToken);
    }
}
