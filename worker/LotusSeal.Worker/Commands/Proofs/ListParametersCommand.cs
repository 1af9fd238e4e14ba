using System.CommandLine;
using System.Text.Json;
using LotusSeal.Lotus.Text;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs params list</c>: which files of parameters are there, by name and length alone.</summary>
internal static class ListParametersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<ulong?> sectorSize = SectorSize();
        TextSetting<string> folder = ParameterFlags.Folder("--dir", "folder to look into");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("list", "files of parameters: the network's, there or not, and others; nothing is read");
        foreach (Option option in new[] { sectorSize.Option, folder.Option, json.Option }) command.Add(option);
        command.SetAction(async (result, _) =>
        {
            ParameterState[] files = [.. ParameterFiles.Of(context.ExpandPath(folder.Value(result, context)), sectorSize.Value(result, context))];
            if (json.Value(result, context))
                await context.Output.WriteLineAsync(JsonSerializer.Serialize(files, SectorJson.Types.ParameterStateArray));
            else foreach (ParameterState file in files) await context.Output.WriteLineAsync(Text(file));
            return 0;
        });
        return command;
    }

    /// <summary>Sectors whose files are wanted.</summary>
    public static TextSetting<ulong?> SectorSize() => new("--sector-size", text => SizeText.Parse(text), null,
        "leave out files for sectors of other sizes, for instance 32GiB (default: all)", valueName: "N");

    /// <summary>A line for people.</summary>
    public static string Text(ParameterState file)
    {
        string size = file.SectorSize switch
        {
            null => "-",
            0 => "all",
            { } bytes => SizeText.Format(bytes),
        };
        string length = file.Bytes is { } known ? SizeText.Format(known) : "-";
        return $"{file.State,-10} {size,8} {length,10}  {file.File}{(file.Reason is null ? "" : $": {file.Reason}")}";
    }
}
