using System.Globalization;

namespace LotusSeal.Storage;

/// <summary>Names and greatest sizes of files in a cache folder that a transfer may bring (protocol spec 5.5).</summary>
/// <remarks>
/// A Lotus node refuses more: <c>sc-02-data-tree-c.dat</c> of small sectors, the small sizes' proofs file. Between our own processes these pass.
/// </remarks>
public static class CacheFileNames
{
    /// <summary>Written when PreCommit2 ends.</summary>
    public const string PersistentAux = "p_aux";

    /// <summary>What the number of a layer, from 1, follows.</summary>
    internal const string LayerPrefix = "sc-02-data-layer-";

    private const long GiB = 1L << 30;
    private const long TreeRLastLimit = 10_000_000, LayerLimit = 65 * GiB, TreeCLimit = 5 * GiB, TreeDLimit = 130 * GiB, SyntheticLimit = 16 * GiB;

    /// <summary>Greatest size of a cache file in bytes; false when the name must not occur in an archive.</summary>
    public static bool TryGetLimit(string name, out long limit)
    {
        ArgumentNullException.ThrowIfNull(name);
        limit = name switch
        {
            PersistentAux => 64,
            "t_aux" => 10240,
            "sc-02-data-tree-d.dat" => TreeDLimit,
            "sc-02-data-tree-r-last.dat" => TreeRLastLimit,
            "sc-02-data-tree-c.dat" => TreeCLimit,
            "syn-porep-vanilla-proofs.dat" => SyntheticLimit,
            _ when IsNumbered(name, LayerPrefix, 1, 11) => LayerLimit,
            _ when IsNumbered(name, "sc-02-data-tree-c-", 0, 15) => TreeCLimit,
            _ when IsNumbered(name, "sc-02-data-tree-r-last-", 0, 15) => TreeRLastLimit,
            _ => -1,
        };
        return limit >= 0;
    }

    private static bool IsNumbered(string name, string prefix, int first, int last)
    {
        if (!name.StartsWith(prefix, StringComparison.Ordinal) || !name.EndsWith(".dat", StringComparison.Ordinal)) return false;
        ReadOnlySpan<char> digits = name.AsSpan(prefix.Length, Math.Max(0, name.Length - prefix.Length - 4));
        return digits.Length is 1 or 2 && !(digits.Length == 2 && digits[0] == '0')
            && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out int number) && number >= first && number <= last;
    }
}
