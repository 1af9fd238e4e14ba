using System.Buffers;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>
/// What PreCommit2 reads, checked while it is read: the data and TreeD's rows against CommD, labels against the digests that PreCommit1 left,
/// and every node for being a field element.
/// </summary>
internal sealed class PreCommit2Inputs : IReplicaSource, IDisposable
{
    private readonly SectorFile[] _layers;
    private readonly LayerDigests?[] _digests;
    private readonly SectorFile _treeD;
    private readonly BinaryTreeCheck _treeDCheck;
    private readonly ulong _sectorSize;
    private readonly bool _leavesMemory;

    /// <summary>Opens the files.</summary>
    /// <param name="input">What PreCommit1 returned.</param>
    /// <param name="cacheDirectory">The cache folder now.</param>
    /// <param name="hashes">Hashes TreeD's leaves.</param>
    /// <param name="options">Receive a note about layers without digests.</param>
    /// <exception cref="SealingException">A file is missing, has another length, or TreeD has another root.</exception>
    public PreCommit2Inputs(PreCommit1Output input, string cacheDirectory, HashBackend hashes, SealingOptions options)
    {
        PoRepConfig config = input.Config;
        TreeShape shape = SectorTrees.TreeD(config);
        _sectorSize = config.SectorSize;
        _leavesMemory = options.LeavesMemory(config.SectorSize);
        _layers = new SectorFile[config.Layers];
        _digests = LoadDigests(input, cacheDirectory, options);
        _treeD = OverwriteMark.OpenTree(cacheDirectory, config);
        try
        {
            _treeDCheck = new BinaryTreeCheck(_treeD, shape, input.CommD, hashes.HashPairs);
            for (int i = 0; i < _layers.Length; i++)
                _layers[i] = SectorFile.Open(Path.Combine(cacheDirectory, SectorFileNames.Layer(i + 1)), config.SectorSize);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>Checks a unit of a file.</summary>
    private delegate void UnitCheck(ulong offset, ReadOnlySpan<byte> bytes);

    public void ReadLayer(int layer, ulong firstNode, Span<byte> labels)
    {
        SectorFile file = _layers[layer - 1];
        if (_digests[layer - 1] is { } digests)
        {
            ReadChecked(file, firstNode, labels, digests.RangeSize, (offset, bytes) =>
            {
                if (!digests.Holds(offset, bytes))
                    throw SealingException.Damaged(file.Path, offset, (ulong)bytes.Length, "PreCommit1 wrote others");
            });
        }
        else
        {
            file.Read(firstNode * Digest.Size, labels);
        }
        file.RequireElements(firstNode, labels);
        if (_leavesMemory) file.Drop(firstNode * Digest.Size, (ulong)labels.Length);
    }

    public void ReadData(ulong firstNode, Span<byte> data)
    {
        int unit = _treeDCheck.BlockLeaves * Digest.Size;
        ReadChecked(_treeD, firstNode, data, unit, (offset, bytes) => _treeDCheck.CheckBlock((long)(offset / (ulong)unit), bytes));
        _treeD.RequireElements(firstNode, data);
        if (_leavesMemory) EachRowRange(firstNode * Digest.Size, (ulong)data.Length, _treeD.Drop);
    }

    public void Expect(ulong firstNode, ulong nodes)
    {
        ulong offset = firstNode * Digest.Size;
        if (offset >= _sectorSize) return;
        ulong length = Math.Min(nodes * Digest.Size, _sectorSize - offset);
        foreach (SectorFile layer in _layers) layer.Fetch(offset, length);
        EachRowRange(offset, length, _treeD.Fetch);
    }

    public void Dispose()
    {
        foreach (SectorFile? file in (IEnumerable<SectorFile?>)[.. _layers, _treeD])
        {
            // Also what was read ahead, and what reaches over the end of a range.
            if (_leavesMemory) file?.Drop();
            file?.Dispose();
        }
    }

    /// <summary>Where TreeD has leaves, and the rows that they are checked with.</summary>
    private void EachRowRange(ulong offset, ulong length, Action<ulong, ulong> act)
    {
        ulong unit = (ulong)_treeDCheck.BlockLeaves * Digest.Size;
        for (ulong block = offset / unit; block * unit < offset + length; block++)
            foreach ((ulong start, ulong count) in _treeDCheck.RangesOf((long)block)) act(start, count);
    }

    private static LayerDigests?[] LoadDigests(PreCommit1Output input, string cacheDirectory, SealingOptions options)
    {
        PoRepConfig config = input.Config;
        LayerCheckpoint? checkpoint = input.ReplicaId is { } replicaId ? LayerCheckpoint.Load(cacheDirectory, replicaId) : null;
        LayerDigests?[] digests = new LayerDigests?[config.Layers];
        for (int i = 0; i < Math.Min(digests.Length, checkpoint?.Layers.Count ?? 0); i++)
            digests[i] = LayerDigests.Load(cacheDirectory, i + 1, config.SectorSize, checkpoint!.Layers[i]);
        string[] unchecked_ = [.. Enumerable.Range(1, digests.Length).Where(layer => digests[layer - 1] is null).Select(SectorFileNames.LayerId)];
        if (unchecked_.Length > 0)
        {
            options.Note?.Invoke($"{cacheDirectory}: {string.Join(", ", unchecked_)} came without digests of this machine's PreCommit1; "
                + "damage since then is not noticed here");
        }
        return digests;
    }

    /// <summary>Reads nodes by whole units, so that nothing is handed on unchecked.</summary>
    private static void ReadChecked(SectorFile file, ulong firstNode, Span<byte> nodes, int unit, UnitCheck check)
    {
        ulong offset = firstNode * Digest.Size;
        while (!nodes.IsEmpty)
        {
            int skip = (int)(offset % (ulong)unit), count = Math.Min(unit - skip, nodes.Length);
            if (count == unit)
            {
                file.Read(offset, nodes[..unit]);
                check(offset, nodes[..unit]);
            }
            else
            {
                ReadPart(file, offset - (ulong)skip, skip, nodes[..count], unit, check);
            }
            nodes = nodes[count..];
            offset += (ulong)count;
        }
    }

    private static void ReadPart(SectorFile file, ulong unitOffset, int skip, Span<byte> nodes, int unit, UnitCheck check)
    {
        byte[] buffer = ArrayPool<byte>.Shared.Rent(unit);
        try
        {
            Span<byte> whole = buffer.AsSpan(0, unit);
            file.Read(unitOffset, whole);
            check(unitOffset, whole);
            whole.Slice(skip, nodes.Length).CopyTo(nodes);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
