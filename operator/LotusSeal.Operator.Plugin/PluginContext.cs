namespace LotusSeal.Operator.Plugin;

/// <summary>What a command sees of the world, so that tests can give it another one.</summary>
internal sealed record PluginContext
{
    /// <summary>An environment variable, or null.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Standard output: results only.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: notes, questions and the one line of an error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Answers to questions.</summary>
    public required TextReader Input { get; init; }

    /// <summary>Whether somebody can answer: standard input and standard error are terminals.</summary>
    public bool CanAsk { get; init; }

    /// <summary>Whether standard output is a terminal, which may be drawn over.</summary>
    public bool OutputIsTerminal { get; init; }

    /// <summary>Whether standard output wants colours.</summary>
    public bool Color { get; init; }

    /// <summary>Columns and lines of the terminal; null where output goes elsewhere, and is not cut then.</summary>
    public Func<(int Columns, int Lines)?> Size { get; init; } = () => null;

    /// <summary>What waiting is measured by.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>What dates of the cluster are compared with; intervals are measured by <see cref="Time"/>.</summary>
    public DateTimeOffset Now => Time.GetUtcNow();

    /// <summary>Where <c>.kube/config</c> is looked for.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>The context of the real process.</summary>
    public static PluginContext OfProcess() => new()
    {
        Variable = Environment.GetEnvironmentVariable,
        Output = Console.Out,
        Error = Console.Error,
        Input = Console.In,
        CanAsk = !Console.IsInputRedirected && !Console.IsErrorRedirected,
        OutputIsTerminal = !Console.IsOutputRedirected,
        Color = !Console.IsOutputRedirected && string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR"))
            && Environment.GetEnvironmentVariable("TERM") is not (null or "dumb"),
        Size = () => Console.IsOutputRedirected || Console.WindowWidth <= 0 ? null : (Console.WindowWidth, Console.WindowHeight),
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    };
}
