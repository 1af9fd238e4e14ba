using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>The first part of PreCommit1: the data under the sealed name, and TreeD over it.</summary>
internal sealed class StagedData(HashBackend hashes, SealingOptions options, PoRepConfig config, SectorPaths paths)
{
    private string TreeDPath => Path.Combine(paths.Cache, SectorFileNames.TreeD);

    /// <summary>True when TreeD is what its leaves hash to, leads to <paramref name="commD"/>, and the sealed file holds its leaves.</summary>
    /// <remarks>What cannot be read is as good as damaged: both are made anew from the unsealed file.</remarks>
    public bool IsWhole(CommD commD, CancellationToken cancellationToken)
    {
        TreeShape shape = SectorTrees.TreeD(config);
        if (!File.Exists(TreeDPath) || !File.Exists(paths.Sealed)) return false;
        try
        {
            using SectorFile treeD = SectorFile.Open(TreeDPath, shape.FileSize), copy = SectorFile.Open(paths.Sealed, config.SectorSize);
            BinaryTreeCheck check = new(treeD, shape, commD, hashes.HashPairs);
            int blockSize = check.BlockLeaves * Digest.Size;
            long blocks = (long)(config.SectorSize / (ulong)blockSize);
            BlockScheduler.Run(blocks, options.Threads, () => new NativeBuffer<byte>(2 * blockSize), (block, buffer) =>
            {
                Span<byte> leaves = buffer.Span[..blockSize], data = buffer.Span[blockSize..];
                ulong offset = (ulong)block * (ulong)blockSize;
                treeD.Read(offset, leaves);
                check.CheckBlock(block, leaves);
                copy.Read(offset, data);
                if (!data.SequenceEqual(leaves))
                    throw SealingException.Damaged(copy.Path, offset, (ulong)blockSize, "they are not the leaves of tree-d");
            }, cancellationToken);
            return true;
        }
        catch (Exception exception) when (exception is SealingException or IOException or UnauthorizedAccessException)
        {
            options.Warning?.Invoke($"{exception.Message} The copy of the data and tree-d are made anew.");
            return false;
        }
    }

    /// <summary>Copies the unsealed file's sector, zero-filled, and builds TreeD in the same pass.</summary>
    /// <returns>CommD of what was copied.</returns>
    public CommD Build(ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (paths.Unsealed is null) throw new SealingException("PreCommit1 needs the path of the unsealed file.");
        using PendingFile sealedFile = new(paths.Sealed, paths.SealedTemporary);
        using PendingTree treeFile = new(TreeDPath, SectorTrees.TreeD(config));
        CommD commD = new DataTree(hashes, options.Threads, config).Build(paths.Unsealed, treeFile,
            (offset, data) => sealedFile.Write(data, (long)offset), meter, cancellationToken);
        treeFile.Commit();
        sealedFile.Commit();
        return commD;
    }
}
