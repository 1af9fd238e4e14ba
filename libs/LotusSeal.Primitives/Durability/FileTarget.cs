namespace LotusSeal.Primitives.Durability;

/// <summary>
/// Files by a name that may be a link to elsewhere: the framework tells length and time of the link itself, while every read and write goes to its
/// file.
/// </summary>
public static class FileTarget
{
    /// <summary>What a name leads to, links followed; links that lead nowhere lead to a file that does not exist.</summary>
    /// <exception cref="IOException">The links form a circle, or cannot be read.</exception>
    public static FileInfo Of(string path)
    {
        FileInfo file = new(path);
        return file.LinkTarget is null ? file : (FileInfo)file.ResolveLinkTarget(returnFinalTarget: true)!;
    }
}
