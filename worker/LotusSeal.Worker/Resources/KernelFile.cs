using System.Globalization;

namespace LotusSeal.Worker.Resources;

/// <summary>Reads the small files in which a kernel tells numbers. What they are about may go at any moment, a process for instance.</summary>
internal static class KernelFile
{
    private static readonly char[] WhiteSpace = [' ', '\t', ':', '\n'];

    /// <summary>The lines of a file that begin with a name and a number; none of a file that is not there.</summary>
    /// <param name="path">The file.</param>
    /// <param name="column">Where the number is, from 0.</param>
    public static Dictionary<string, ulong> ReadTable(string path, int column = 1)
    {
        Dictionary<string, ulong> table = new(StringComparer.Ordinal);
        foreach (string line in Read(path).Split('\n'))
        {
            string[] words = line.Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);
            if (words.Length > column && ulong.TryParse(words[column], NumberStyles.None, CultureInfo.InvariantCulture, out ulong value))
                table[words[0]] = value;
        }

        return table;
    }

    /// <summary>The number in a file; null of one that is not there, or holds a word such as <c>max</c>.</summary>
    public static ulong? ReadNumber(string path) =>
        ulong.TryParse(Read(path).Trim(), NumberStyles.None, CultureInfo.InvariantCulture, out ulong value) ? value : null;

    /// <summary>The words of a file; none of one that is not there.</summary>
    public static string[] ReadWords(string path) => Read(path).Split(WhiteSpace, StringSplitOptions.RemoveEmptyEntries);

    private static string Read(string path)
    {
        try
        {
            return File.Exists(path) ? File.ReadAllText(path) : "";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
