using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Plugin.Output;

namespace LotusSeal.Operator.Plugin.Explain;

/// <summary>Findings as lines, with their commands on lines of their own, which are never broken.</summary>
internal static class ExplanationText
{
    /// <summary>The lines.</summary>
    /// <param name="title">What it is about.</param>
    /// <param name="findings">Most important first.</param>
    /// <param name="width">Columns of the terminal; null for lines of any length.</param>
    public static IEnumerable<string> Lines(string title, IEnumerable<Finding> findings, int? width)
    {
        foreach (string line in Cells.Wrap(PlainText.Line(title), width)) yield return line;
        foreach (Finding finding in findings)
        {
            foreach ((int index, string line) in Cells.Wrap(PlainText.Line(finding.Text), width - 2).Index())
                yield return (index == 0 ? "* " : "  ") + line;
            foreach (string command in finding.Commands) yield return $"      {PlainText.Line(command)}";
        }
    }
}
