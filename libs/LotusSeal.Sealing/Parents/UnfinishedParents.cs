using System.Text.RegularExpressions;
using LotusSeal.Primitives.Durability;
using LotusSeal.Sealing.Files;

namespace LotusSeal.Sealing.Parents;

/// <summary>Parents files that are being made, up to 112 GiB each: what a killed maker leaves goes when its folder is next used.</summary>
public static partial class UnfinishedParents
{
    /// <summary>Where other programs and earlier versions of this one keep parents files when nothing is set.</summary>
    public const string UsualFolder = "/var/tmp/filecoin-parents";

    /// <summary>Deletes the unfinished files of a folder that no living process is making.</summary>
    /// <param name="folder">May be missing.</param>
    /// <returns>Names of what was deleted. What cannot be deleted stays.</returns>
    public static IReadOnlyList<string> DeleteAbandoned(string folder)
    {
        try
        {
            return UnfinishedFiles.DeleteAbandoned(folder, name => Name().IsMatch(name) || EarlierName().IsMatch(name));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    /// <summary>Begins a file; its folder is made, and abandoned files in it go, so that their space is free again.</summary>
    /// <param name="path">The final name.</param>
    /// <param name="closed">Called once the file is whole or gone.</param>
    internal static PendingFile Create(string path, Action? closed = null)
    {
        string folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
        Directory.CreateDirectory(folder);
        DeleteAbandoned(folder);
        return new PendingFile(path, path + ".parents.tmp") { Closed = closed };
    }

    /// <summary>The id of the maker stands before the extension.</summary>
    [GeneratedRegex(@"\.parents\.[0-9a-f]{16}\.tmp\z", RegexOptions.CultureInvariant)]
    private static partial Regex Name();

    /// <summary>Earlier versions put process and a random number into the name and held no lock: such a file is abandoned when it is old.</summary>
    [GeneratedRegex(@"\Av28-sdr-parent-[0-9a-f]{64}\.cache\.[0-9]+-[0-9a-f]{32}\.tmp\z", RegexOptions.CultureInvariant)]
    private static partial Regex EarlierName();
}
