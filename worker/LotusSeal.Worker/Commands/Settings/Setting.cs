using System.CommandLine;
using System.CommandLine.Parsing;
using LotusSeal.Hosting;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>
/// A flag with its environment names: the flag wins, then the first environment name that is set, then the default (protocol spec 1.1).
/// </summary>
/// <typeparam name="T">Type of the value.</typeparam>
internal abstract class Setting<T>
{
    private readonly IReadOnlyList<string> _environmentNames;
    private readonly T _defaultValue;

    protected Setting(Option option, T defaultValue, IReadOnlyList<string> environmentNames, string description)
    {
        Option = option;
        _defaultValue = defaultValue;
        _environmentNames = environmentNames;
        option.Description = environmentNames.Count == 0 ? description : $"{description} [env: {string.Join(", ", environmentNames)}]";
    }

    /// <summary>The flag, to be added to its command.</summary>
    public Option Option { get; }

    /// <summary>Value of this call.</summary>
    /// <exception cref="UsageException">The flag or the environment variable holds no such value; the message names it.</exception>
    public Given<T> Read(ParseResult result, CommandContext context)
    {
        if (result.GetResult(Option) is OptionResult { Implicit: false } given) return new Given<T>(FromFlag(given), Explicit: true);
        foreach (string name in _environmentNames)
        {
            string? text = context.Variable(name);
            if (!string.IsNullOrEmpty(text)) return new Given<T>(Convert(text, name), Explicit: true);
        }

        return new Given<T>(_defaultValue, Explicit: false);
    }

    /// <summary>The value alone.</summary>
    public T Value(ParseResult result, CommandContext context) => Read(result, context).Value;

    /// <summary>Value of a flag that is there.</summary>
    protected abstract T FromFlag(OptionResult given);

    /// <summary>Reads a value from text.</summary>
    /// <exception cref="FormatException">Not such a value; the message says what is expected.</exception>
    protected abstract T Parse(string text);

    /// <summary>Reads a value and names its origin when it is wrong.</summary>
    protected T Convert(string text, string origin)
    {
        try
        {
            return Parse(text);
        }
        catch (Exception e) when (e is FormatException or OverflowException or ArgumentException)
        {
            throw new UsageException($"{origin}: {e.Message}", e);
        }
    }
}

/// <summary>A setting's value, and whether the user gave it (by flag or environment) or it is the default.</summary>
public readonly record struct Given<T>(T Value, bool Explicit);
