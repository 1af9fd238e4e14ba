using System.CommandLine;
using System.CommandLine.Parsing;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>A flag that takes one value.</summary>
internal sealed class TextSetting<T> : Setting<T>
{
    private readonly Func<string, T> _parse;

    public TextSetting(string name, Func<string, T> parse, T defaultValue, string description, IReadOnlyList<string>? environment = null,
        string[]? aliases = null, string? valueName = null, bool hidden = false)
        : base(new Option<string>(name, aliases ?? []) { HelpName = valueName ?? "value", Hidden = hidden, Arity = ArgumentArity.ExactlyOne },
            defaultValue, environment ?? [], description) => _parse = parse;

    protected override T FromFlag(OptionResult given) => Convert(given.GetValueOrDefault<string>() ?? "", Option.Name);

    protected override T Parse(string text) => _parse(text);
}
