using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Makes vanilla proofs from a sector's files. Thread-safe apart from the subtree that each thread brings.</summary>
internal sealed class SectorProver : IDisposable
{
    private readonly HashBackend _hashes;
    private readonly PoRepConfig _config;
    private readonly List<IDisposable> _open = [];
    private readonly OpenGraph _graph;
    private readonly SectorFile _replica;
    private readonly SectorFile[] _layers;
    private readonly TreeReader _treeD;
    private readonly BaseTrees _treeC, _treeRLast;

    public SectorProver(GraphBackend graphs, HashBackend hashes, PoRepConfig config, SectorPaths paths)
    {
        _hashes = hashes;
        _config = config;
        try
        {
            _graph = Keep(graphs.Open(SectorGraph.SeedsOf(config)));
            _replica = Keep(SectorFile.Open(paths.Sealed, config.SectorSize, FileOptions.RandomAccess));
            _layers = [.. Enumerable.Range(1, config.Layers)
                .Select(layer => Keep(SectorFile.Open(InCache(SectorFileNames.Layer(layer)), config.SectorSize, FileOptions.RandomAccess)))];
            TreeShape shapeD = SectorTrees.TreeD(config);
            _treeD = Keep(new TreeReader(SectorFile.Open(InCache(SectorFileNames.TreeD), shapeD.FileSize, FileOptions.RandomAccess), shapeD));
            _treeC = Keep(BaseTrees.Open(config, i => InCache(SectorFileNames.TreeC(config, i)), ShapeOfTreeC));
            _treeRLast = Keep(ReplicaTrees.Open(config, paths.Cache));
        }
        catch
        {
            Dispose();
            throw;
        }

        string InCache(string name) => Path.Combine(paths.Cache, name);
    }

    public CommD CommD => new(_treeD.Root);

    public Digest CommC => _treeC.Root;

    public Digest CommRLast => _treeRLast.Root;

    /// <summary>A cache for <see cref="Prove"/>, one per thread.</summary>
    public ReplicaSubtree CreateSubtree() => new(_hashes, _replica, _treeRLast);

    /// <summary>Opens one node.</summary>
    public VanillaProof Prove(uint challenge, ReplicaSubtree subtree)
    {
        Span<uint> parents = stackalloc uint[SectorGraph.Degree];
        _graph.Fill(challenge, parents);
        ColumnProof[] columns = new ColumnProof[SectorGraph.Degree];
        for (int i = 0; i < columns.Length; i++) columns[i] = ProveColumn(parents[i]);
        return VanillaProof.FromColumns(challenge, _treeD.PathOf(challenge), subtree.PathOf(challenge), ProveColumn(challenge),
            columns[..SectorGraph.BaseDegree], columns[SectorGraph.BaseDegree..]);
    }

    public void Dispose() => _open.ForEach(file => file.Dispose());

    private static TreeShape CheckLength(SectorFile file, TreeShape shape) => file.Length == shape.FileSize
        ? shape
        : throw new SealingException($"{file.Path} has {file.Length} bytes instead of {shape.FileSize}.");

    private ColumnProof ProveColumn(uint node)
    {
        byte[] rows = new byte[_config.Layers * Digest.Size];
        for (int layer = 0; layer < _layers.Length; layer++)
            _layers[layer].Read((ulong)node * Digest.Size, rows.AsSpan(layer * Digest.Size, Digest.Size));
        (int tree, ulong leaf) = _treeC.Locate(node);
        List<MerkleLevel> levels = [];
        _treeC.Trees[tree].AppendLevels(0, leaf, levels);
        _treeC.AppendUpperLevels(tree, levels);
        return new ColumnProof(node, rows, new MerklePath(CommC, _treeC.Trees[tree].ReadNode(0, leaf), levels));
    }

    private TreeShape ShapeOfTreeC(SectorFile file) => CheckLength(file, SectorTrees.TreeC(_config));

    private TFile Keep<TFile>(TFile file) where TFile : IDisposable
    {
        _open.Add(file);
        return file;
    }
}
