using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>The first part of PreCommit1: the data under the sealed name, and TreeD over it.</summary>
internal sealed class StagedData(HashBackend hashes, SealingOptions options, PoRepConfig config, SectorPaths paths)
{
    private const string Step = "tree-d";

    private string TreeDPath => Path.Combine(paths.Cache, SectorFileNames.TreeD);

    /// <summary>True when both files are there and TreeD leads to <paramref name="commD"/>.</summary>
    public bool IsWhole(CommD commD)
    {
        TreeShape shape = SectorTrees.TreeD(config);
        if (!HasLength(paths.Sealed, config.SectorSize) || !HasLength(TreeDPath, shape.FileSize)) return false;
        using SectorFile treeD = SectorFile.Open(TreeDPath);
        return treeD.ReadNode(shape.FileSize - Digest.Size) == commD.Value;
    }

    /// <summary>Copies the unsealed file's sector, zero-filled, and builds TreeD in the same pass.</summary>
    /// <returns>CommD of what was copied.</returns>
    public CommD Build(ProgressMeter meter, CancellationToken cancellationToken)
    {
        if (paths.Unsealed is null) throw new SealingException("PreCommit1 needs the path of the unsealed file.");
        using SectorFile unsealed = SectorFile.Open(paths.Unsealed);
        ulong available = Math.Min(unsealed.Length, config.SectorSize);
        using PendingFile sealedFile = new(paths.Sealed, paths.SealedTemporary);
        TreeShape shape = SectorTrees.TreeD(config);
        using PendingTree treeFile = new(TreeDPath, shape);
        BlockTreeBuilder tree = new(shape, hashes.HashPairs, treeFile.Write);
        int blockSize = tree.BlockLeaves * Digest.Size;
        BlockScheduler.Run(tree.Blocks, options.Threads, () => new NativeBuffer<byte>(blockSize), (block, buffer) =>
        {
            ulong offset = (ulong)block * (ulong)blockSize;
            Span<byte> data = buffer.Span;
            int present = offset >= available ? 0 : (int)Math.Min((ulong)blockSize, available - offset);
            unsealed.Read(offset, data[..present]);
            data[present..].Clear();
            RandomAccess.Write(sealedFile.Handle, data, (long)offset);
            tree.AddBlock(block, data);
            meter.Add(Step, (ulong)tree.BlockLeaves);
        }, cancellationToken);
        CommD commD = new(tree.Finish());
        treeFile.Commit();
        sealedFile.Commit();
        return commD;
    }

    private static bool HasLength(string path, ulong length) => File.Exists(path) && (ulong)new FileInfo(path).Length == length;
}
