using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>The folder of parameters, as every command that needs one takes it.</summary>
internal static class ParameterFlags
{
    /// <summary>The variable behind the folder.</summary>
    public const string FolderVariable = "FIL_PROOFS_PARAMETER_CACHE";

    /// <summary>The folder.</summary>
    /// <param name="name">The flag; <c>--dir</c> where parameters are what the command is about.</param>
    /// <param name="content">What is looked for in it.</param>
    public static TextSetting<string> Folder(string name, string content) => new(name, Values.Text, ParameterFetcherOptions.DefaultFolder,
        $"{content} (default: {ParameterFetcherOptions.DefaultFolder})", [FolderVariable], valueName: "DIR");
}
