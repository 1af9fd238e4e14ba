using System.CommandLine;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>The flag with the folder of proof parameters.</summary>
internal static class ParametersFlag
{
    /// <summary>Its name.</summary>
    public const string Name = "--params";

    /// <summary>Makes the flag.</summary>
    public static TextSetting<string> Create() => new(Name, Values.Text, ParameterFetcherOptions.DefaultFolder,
        $"folder of the proof parameters (default: {ParameterFetcherOptions.DefaultFolder})", ["FIL_PROOFS_PARAMETER_CACHE"], valueName: "DIR");

    /// <summary>The folder, an absolute path.</summary>
    public static string Folder(TextSetting<string> setting, ParseResult result, CommandContext context) =>
        Path.GetFullPath(context.ExpandPath(setting.Value(result, context)));
}
