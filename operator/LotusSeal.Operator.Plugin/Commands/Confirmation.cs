using LotusSeal.Operator.Plugin.Output;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>Asks before what cannot be undone.</summary>
internal static class Confirmation
{
    /// <summary>Says what will be, and goes on with <c>--yes</c> or when somebody types a word.</summary>
    /// <param name="context">Where to ask.</param>
    /// <param name="yes">Whether <c>--yes</c> was given.</param>
    /// <param name="word">What has to be typed.</param>
    /// <param name="consequences">What will be, a line each.</param>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="PluginException">Nobody has agreed.</exception>
    public static async Task AskAsync(
        PluginContext context, bool yes, string word, IEnumerable<string> consequences, CancellationToken cancellationToken)
    {
        foreach (string line in consequences) await context.Error.WriteLineAsync(Indented(line));
        if (yes) return;
        if (!context.CanAsk) throw new PluginException("nothing was changed: this needs --yes, or a terminal to agree at");
        await context.Error.WriteAsync($"Type {word} to go on: ");
        await context.Error.FlushAsync(cancellationToken);
        string? answer = await context.Input.ReadLineAsync(cancellationToken);
        if (answer?.Trim() != word) throw new PluginException("nothing was changed");
    }

    private static string Indented(string line) => new string(' ', line.Length - line.TrimStart(' ').Length) + PlainText.Line(line);
}
