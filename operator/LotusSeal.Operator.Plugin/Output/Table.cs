using System.Text;
using LotusSeal.Lotus.Text;

namespace LotusSeal.Operator.Plugin.Output;

/// <summary>Rows in aligned columns, with lines of text between them that belong to the row above.</summary>
/// <param name="headings">One for each column.</param>
internal sealed class Table(params string[] headings)
{
    private const string Gap = "  ";
    private readonly List<object> _rows = [];

    /// <summary>Adds a row.</summary>
    /// <param name="color">Of the second column, which says how things stand; null for none.</param>
    /// <param name="cells">One for each column.</param>
    public void Add(AnsiColor? color, params string[] cells) => _rows.Add(new Row(color, [.. cells.Select(PlainText.Line)]));

    /// <summary>Adds text below the last row.</summary>
    public void AddText(string text) => _rows.Add(PlainText.Line(text));

    /// <summary>Columns of a terminal that the table takes, without the texts, which can be broken.</summary>
    public int Width => Widths().Sum() + Gap.Length * (headings.Length - 1);

    /// <summary>The table as lines; a column in which nothing stands is left out.</summary>
    public IEnumerable<string> Lines(int? width, AnsiPainter paint)
    {
        int[] widths = Widths();
        yield return Line(headings, widths, null, paint);
        foreach (object row in _rows)
        {
            if (row is Row cells)
            {
                yield return Line(cells.Cells, widths, cells.Color, paint);
                continue;
            }

            foreach (string line in Cells.Wrap((string)row, width - 4)) yield return $"    {line}";
        }
    }

    private int[] Widths() => [.. headings.Select((heading, column) =>
    {
        int longest = _rows.OfType<Row>().Select(row => Cells.Width(row.Cells[column])).DefaultIfEmpty().Max();
        return longest == 0 ? 0 : Math.Max(longest, Cells.Width(heading));
    })];

    private static string Line(string[] cells, int[] widths, AnsiColor? color, AnsiPainter paint)
    {
        StringBuilder line = new();
        int spaces = 0;
        foreach ((int column, string cell) in cells.Index())
        {
            if (widths[column] == 0) continue;
            if (cell.Length > 0) line.Append(' ', spaces).Append(column == 1 && color is { } painted ? paint.Paint(painted, cell) : cell);
            spaces = (cell.Length > 0 ? 0 : spaces) + widths[column] - Cells.Width(cell) + Gap.Length;
        }

        return line.ToString();
    }

    private sealed record Row(AnsiColor? Color, string[] Cells);
}
