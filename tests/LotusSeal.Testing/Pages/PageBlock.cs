namespace LotusSeal.Testing.Pages;

/// <summary>
/// A fenced block of a page. What stands after its language says who runs it: <c>sh worker</c> is run by the test of that scene,
/// <c>console needs root</c> by nobody, and this is why.
/// </summary>
/// <param name="Page">The page, from the root of the checkout.</param>
/// <param name="Line">Where it begins, counted from 1.</param>
/// <param name="Language">The first word after the fence; empty for none.</param>
/// <param name="Note">The rest of that line.</param>
/// <param name="Text">What is in it.</param>
public sealed record PageBlock(string Page, int Line, string Language, string Note, string Text)
{
    /// <summary>Whether it shows a prompt with a command.</summary>
    public bool HasPrompt => Text.StartsWith("$ ", StringComparison.Ordinal) || Text.Contains("\n$ ", StringComparison.Ordinal);

    /// <summary>Where it is, for a message.</summary>
    public string Place => $"{Page}:{Line}";
}
