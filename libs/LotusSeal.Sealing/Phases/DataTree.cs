using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>Builds TreeD over an unsealed file.</summary>
internal sealed class DataTree(HashBackend hashes, int threads, PoRepConfig config)
{
    /// <summary>What progress calls it.</summary>
    public const string Step = "tree-d";

    /// <summary>Takes a block of padded data: its offset in the sector and its bytes; called from several threads.</summary>
    public delegate void BlockReceiver(ulong offset, ReadOnlySpan<byte> data);

    /// <summary>Reads the sector's bytes, zero-filled where the file ends before, and writes the rows.</summary>
    /// <param name="unsealedPath">The unsealed file; what follows the sector's bytes is not looked at.</param>
    /// <param name="file">Receives the tree; stays under its temporary name.</param>
    /// <param name="receive">Gets every block too, or null.</param>
    /// <param name="meter">Counts nodes.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    /// <returns>CommD of what was read.</returns>
    public CommD Build(string unsealedPath, PendingTree file, BlockReceiver? receive, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using SectorFile unsealed = SectorFile.Open(unsealedPath);
        ulong available = Math.Min(unsealed.Length, config.SectorSize);
        BlockTreeBuilder tree = new(SectorTrees.TreeD(config), hashes.HashPairs, file.Write);
        int blockSize = tree.BlockLeaves * Digest.Size;
        BlockScheduler.Run(tree.Blocks, threads, () => new NativeBuffer<byte>(blockSize), (block, buffer) =>
        {
            ulong offset = (ulong)block * (ulong)blockSize;
            Span<byte> data = buffer.Span;
            int present = offset >= available ? 0 : (int)Math.Min((ulong)blockSize, available - offset);
            unsealed.Read(offset, data[..present]);
            data[present..].Clear();
            receive?.Invoke(offset, data);
            tree.AddBlock(block, data);
            meter.Add(Step, (ulong)tree.BlockLeaves);
        }, cancellationToken);
        return new CommD(tree.Finish());
    }
}
