using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Fields;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.Phases;

/// <summary>What PreCommit2 reads, with lengths, CommD and every node checked.</summary>
internal sealed class PreCommit2Inputs : IReplicaSource, IDisposable
{
    /// <summary>Labels and padded data keep the two top bits of a node clear.</summary>
    private const byte TopBits = 0xc0;

    private readonly SectorFile[] _layers;
    private readonly SectorFile _treeD;

    public PreCommit2Inputs(PoRepConfig config, string cacheDirectory, CommD commD)
    {
        TreeShape shape = SectorTrees.TreeD(config);
        _layers = new SectorFile[config.Layers];
        _treeD = SectorFile.Open(Path.Combine(cacheDirectory, SectorFileNames.TreeD), shape.FileSize);
        try
        {
            Digest root = _treeD.ReadNode(shape.FileSize - Digest.Size);
            if (root != commD.Value) throw new SealingException($"{_treeD.Path} has the root {root}; CommD is {commD}.");
            for (int i = 0; i < _layers.Length; i++)
                _layers[i] = SectorFile.Open(Path.Combine(cacheDirectory, SectorFileNames.Layer(i + 1)), config.SectorSize);
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public void ReadLayer(int layer, ulong firstNode, Span<byte> labels) => Read(_layers[layer - 1], firstNode, labels);

    public void ReadData(ulong firstNode, Span<byte> data) => Read(_treeD, firstNode, data);

    public void Dispose()
    {
        foreach (SectorFile? layer in _layers) layer?.Dispose();
        _treeD.Dispose();
    }

    private static void Read(SectorFile file, ulong firstNode, Span<byte> nodes)
    {
        file.Read(firstNode * Digest.Size, nodes);
        for (int at = 0; at < nodes.Length; at += Digest.Size)
        {
            if ((nodes[at + Digest.Size - 1] & TopBits) != 0 && !Fr.IsCanonical(nodes.Slice(at, Digest.Size)))
                throw new SealingException($"{file.Path}: node {firstNode + (ulong)(at / Digest.Size)} is not a field element; the file is damaged.");
        }
    }
}
