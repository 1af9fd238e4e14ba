namespace LotusSeal.Tree.Tests.Citations;

/// <summary>One section or code of a specification that a text refers to.</summary>
/// <param name="Document">File name below docs/spec.</param>
/// <param name="Section">Number of the section ("3.6"), or the letter of one; null when only a code is cited.</param>
/// <param name="Code">Code of an entry ("M21"), or null.</param>
/// <param name="Line">Line of the text, from 1.</param>
internal sealed record Citation(string Document, string? Section, string? Code, int Line)
{
    public override string ToString() => string.Join(' ', new[] { Document, Section, Code }.OfType<string>());
}
