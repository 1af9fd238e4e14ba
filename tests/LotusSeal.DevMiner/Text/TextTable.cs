using System.Text;

namespace LotusSeal.DevMiner.Text;

/// <summary>Left-aligned columns, each as wide as its longest cell plus two, the last one not padded (protocol spec 6.2).</summary>
public static class TextTable
{
    private const int Gap = 2;

    /// <summary>The rows, one line each; all have the same number of cells.</summary>
    /// <param name="rows">Header and cells.</param>
    /// <param name="padLast">Pad the last column too.</param>
    public static string Format(IReadOnlyList<string[]> rows, bool padLast = false)
    {
        if (rows.Count == 0) return "";
        int[] widths = [.. Enumerable.Range(0, rows[0].Length).Select(column => rows.Max(row => row[column].Length) + Gap)];
        StringBuilder text = new();
        foreach (string[] row in rows)
        {
            for (int column = 0; column < row.Length; column++)
            {
                bool pad = padLast || column < row.Length - 1;
                text.Append(pad ? row[column].PadRight(widths[column]) : row[column]);
            }

            text.Append('\n');
        }

        return text.ToString();
    }
}
