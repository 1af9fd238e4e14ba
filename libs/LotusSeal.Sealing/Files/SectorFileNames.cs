using System.Globalization;

namespace LotusSeal.Sealing.Files;

/// <summary>Names of the files of a sector's cache (porep.md 5.1).</summary>
public static class SectorFileNames
{
    /// <summary>comm_c and comm_r_last.</summary>
    public const string PersistentAux = "p_aux";

    /// <summary>The stores that a proof needs, as the reference writes them.</summary>
    public const string TemporaryAux = "t_aux";

    /// <summary>Vanilla proofs of all synthetic challenges.</summary>
    public const string SyntheticProofs = "syn-porep-vanilla-proofs.dat";

    /// <summary>Where version 0.1 kept the <see cref="LayerCheckpoint"/>: in the cache itself.</summary>
    public const string FormerLayerCheckpoint = ".lotusseal-layers.json";

    /// <summary>Names the layers that are whole; lies in the folder <see cref="LayerRecordsOf"/>.</summary>
    public const string LayerCheckpoint = "layers.json";

    /// <summary>What an unfinished file ends with.</summary>
    public const string TemporarySuffix = "..tmp";

    private const string UnfinishedFolder = "fetching", LayerRecordsSuffix = ".layers";
    internal const string TreeDId = "tree-d", TreeCId = "tree-c", TreeRLastId = "tree-r-last";
    private const string Prefix = "sc-02-data-", Suffix = ".dat";

    /// <summary>The binary tree over the data.</summary>
    public static string TreeD => Data(TreeDId);

    /// <summary>The labels of a layer, counted from 1.</summary>
    public static string Layer(int layer) => Data(LayerId(layer));

    /// <summary>The column tree of a base tree.</summary>
    public static string TreeC(PoRepConfig config, int baseTree) => Data(TreeId(TreeCId, config, baseTree));

    /// <summary>The upper rows of the replica tree of a base tree.</summary>
    public static string TreeRLast(PoRepConfig config, int baseTree) => Data(TreeId(TreeRLastId, config, baseTree));

    /// <summary>
    /// This program's own folder about the layers of a cache: <c>fetching/NAME.layers</c> beside it. A cache holds known names only, whoever sends,
    /// moves or finalizes it, and every Lotus program passes over <c>fetching</c> when it lists sectors.
    /// </summary>
    public static string LayerRecordsOf(string cacheDirectory)
    {
        string cache = Path.TrimEndingDirectorySeparator(Path.GetFullPath(cacheDirectory));
        return Path.Combine(Path.GetDirectoryName(cache) ?? cache, UnfinishedFolder, Path.GetFileName(cache) + LayerRecordsSuffix);
    }

    /// <summary>The digests of a layer's ranges, in the folder <see cref="LayerRecordsOf"/>.</summary>
    internal static string LayerDigests(int layer) => LayerId(layer) + ".digests";

    /// <summary>The name a file has until it is whole; <c>sc-02-data-layer-1..tmp</c> as in the reference.</summary>
    public static string TemporaryOf(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return (path.EndsWith(Suffix, StringComparison.Ordinal) ? path[..^Suffix.Length] : path) + TemporarySuffix;
    }

    internal static string LayerId(int layer) => "layer-" + layer.ToString(CultureInfo.InvariantCulture);

    /// <summary>True for tree-d, every tree-c and every layer: what finalizing deletes.</summary>
    internal static bool IsClearedByFinalize(string name) =>
        name == TreeD || (name.EndsWith(Suffix, StringComparison.Ordinal)
            && (name.StartsWith(Prefix + TreeCId, StringComparison.Ordinal) || name.StartsWith(Prefix + "layer", StringComparison.Ordinal)));

    private static string Data(string id) => Prefix + id + Suffix;

    private static string TreeId(string id, PoRepConfig config, int baseTree) =>
        config.BaseTrees == 1 ? id : id + "-" + baseTree.ToString(CultureInfo.InvariantCulture);
}
