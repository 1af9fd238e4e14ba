namespace LotusSeal.Lotus.Text;

/// <summary>The colours Lotus uses (protocol spec 6); the value is the code.</summary>
public enum AnsiColor
{
    Red = 31,
    Green = 32,
    Yellow = 33,
    Blue = 34,
    Magenta = 35,
    Cyan = 36,
    BrightYellow = 93,
}

/// <summary>Wraps text in colour codes, or leaves it alone.</summary>
/// <param name="enabled">Whether the reader wants colours.</param>
public readonly struct AnsiPainter(bool enabled)
{
    /// <summary>The text in a colour; an empty text gets its codes too, as Lotus does.</summary>
    public string Paint(AnsiColor color, string text) => enabled ? $"\e[{(int)color}m{text}\e[0m" : text;

    /// <summary>Whether standard output wants colours: a terminal, <c>NO_COLOR</c> not set, <c>TERM</c> not <c>dumb</c>.</summary>
    public static AnsiPainter ForConsole() => new(
        !Console.IsOutputRedirected
        && Environment.GetEnvironmentVariable("NO_COLOR") is null
        && Environment.GetEnvironmentVariable("TERM") != "dumb");
}
