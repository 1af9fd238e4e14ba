namespace LotusSeal.Storage;

/// <summary>
/// The one form in which folders of storage paths are kept and compared: absolute, without <c>.</c>, <c>..</c> and a slash at the end. A link
/// stays as it is given, since the name is the operator's; that two names mean one folder shows in its sectorstore.json.
/// </summary>
public static class PathName
{
    /// <summary>The form of a folder's name; a relative one is taken from the working folder of this process.</summary>
    /// <exception cref="StorageException">It cannot be the name of a folder.</exception>
    public static string Normal(string folder)
    {
        if (string.IsNullOrEmpty(folder) || folder.Contains('\0'))
            throw new StorageException(StorageFault.BadRequest, $"'{folder.Replace('\0', '?')}' cannot be the name of a folder.");
        return Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder));
    }

    /// <summary>True when two names are one in that form; what cannot be a name is equal only to itself.</summary>
    public static bool Same(string one, string other) => one == other || (IsName(one) && IsName(other) && Normal(one) == Normal(other));

    private static bool IsName(string folder) => !string.IsNullOrEmpty(folder) && !folder.Contains('\0');
}
