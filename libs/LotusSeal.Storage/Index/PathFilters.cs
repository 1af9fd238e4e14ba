using System.Globalization;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>The allow and deny lists of paths: types by folder name, miners by address.</summary>
public static class PathFilters
{
    /// <summary>True when a path takes a type.</summary>
    public static bool AllowsType(SectorFileType type, string[]? allow, string[]? deny)
    {
        string name = type.FolderName();
        return (allow is not { Length: > 0 } || allow.Contains(name)) && deny?.Contains(name) != true;
    }

    /// <summary>True when a path takes a miner's sectors.</summary>
    public static bool AllowsMiner(ulong miner, string[]? allow, string[]? deny) =>
        (allow is not { Length: > 0 } || allow.Any(text => IsMiner(text, miner))) && deny?.Any(text => IsMiner(text, miner)) != true;

    // Both address prefixes are met: the network only changes the letter (protocol spec 8.16).
    private static bool IsMiner(string address, ulong miner) =>
        address.Length > 2 && address[0] is 't' or 'f' && address[1] == '0'
        && ulong.TryParse(address.AsSpan(2), NumberStyles.None, CultureInfo.InvariantCulture, out ulong id) && id == miner;
}
