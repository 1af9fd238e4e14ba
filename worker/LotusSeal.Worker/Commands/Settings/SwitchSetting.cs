using System.CommandLine;
using System.CommandLine.Parsing;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>A flag that is on, off, or absent: <c>--flag</c>, <c>--flag=true</c>, <c>--flag=false</c>; in the environment also 1 and 0.</summary>
internal sealed class SwitchSetting : Setting<bool>
{
    public SwitchSetting(string name, bool defaultValue, string description, IReadOnlyList<string>? environment = null, bool hidden = false)
        : base(new Option<bool>(name) { Hidden = hidden, Arity = ArgumentArity.ZeroOrOne },
            defaultValue, environment ?? [], defaultValue ? $"{description} (default: true)" : description)
    {
    }

    protected override bool FromFlag(OptionResult given) => given.Tokens.Count == 0 || Convert(given.Tokens[0].Value, Option.Name);

    protected override bool Parse(string text) => text.ToUpperInvariant() switch
    {
        "TRUE" or "1" or "T" => true,
        "FALSE" or "0" or "F" => false,
        _ => throw new FormatException($"'{text}' is not true, false, 1 or 0."),
    };
}
