using System.CommandLine;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs unseal</c>: data back from a replica.</summary>
internal static class UnsealCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        SealerFlags sealerFlags = new();
        TextSetting<string?> folderFlag = FolderFlag.Folder(withOut: false);
        TextSetting<ulong?> offset = new("--offset", Values.Number, 0, "first unpadded byte (default: 0)", valueName: "N");
        TextSetting<ulong?> length = new("--length", Values.Number, null, "unpadded bytes (default: to the end)", valueName: "N");
        TextSetting<string?> output = new("--out", Values.Text, null, "file that receives the bytes", valueName: "FILE");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("unseal", "write unpadded bytes of a sealed sector to a file");
        foreach (Option option in new[] { folderFlag.Option, offset.Option, length.Option, output.Option, json.Option }) command.Add(option);
        sealerFlags.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string path = FolderFlag.Required(folderFlag.Value(result, context), "--dir");
            string file = FolderFlag.Required(output.Value(result, context), "--out");
            SealerSettings settings = sealerFlags.Read(result, context);
            using OfflineSectorFolder folder = OfflineSectorFolder.Open(path, create: false);
            SectorWork work = new(folder, context.CreateSealer(settings), new StepProgress(context), folder.Load()!);
            ulong unproved = await work.UnsealAsync(OutputFile.Require(file, folder), offset.Value(result, context)!.Value,
                length.Value(result, context), cancellationToken);
            if (unproved > 0)
                await context.Error.WriteLineAsync(
                    $"warning: {unproved} bytes of '{file}' are unchecked: sector.json names no piece that holds them");
            (SectorReport.Of(work.State) with { UncheckedBytes = unproved }).Print(context.Output, json.Value(result, context));
            return 0;
        });
        return command;
    }
}
