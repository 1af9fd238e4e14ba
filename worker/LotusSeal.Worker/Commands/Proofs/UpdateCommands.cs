using System.CommandLine;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs update</c>: new data in a sealed sector (SnapDeals), on a sector folder.</summary>
internal static class UpdateCommands
{
    // Reads the flags of the step first, so that a wrong one is refused before anything is touched.
    private delegate Func<UpdateWork, OfflineSectorFolder, CancellationToken, Task<UpdateReport>> Step(ParseResult result);

    /// <summary>Makes the command with its sub-commands.</summary>
    public static Command Create(CommandContext context)
    {
        Command update = new("update", "put new data into a sealed sector without data (SnapDeals), and prove it");
        update.Add(Encode(context));
        update.Add(Decode(context));
        update.Add(Create(context, "prove1", "vanilla proofs of the update, in the form handed to Lotus: update-proofs.json",
            _ => (work, _, cancellationToken) => work.ProveAsync(cancellationToken)));
        update.Add(UpdateProveCommand.Create(context));
        update.Add(UpdateVerifyCommand.Create(context));
        return update;
    }

    private static Command Encode(CommandContext context)
    {
        Option<string[]> pieces = SealCommand.PieceOption();
        pieces.Required = true;
        SwitchSetting pad = SealCommand.PadSetting();
        Command command = Create(context, "encode", "write pieces and put them under the sealed file: update, update-cache, update.json", result =>
        {
            bool fill = pad.Value(result, context);
            List<PieceFile> files = [.. (result.GetValue(pieces) ?? []).Select(file => PieceFile.Open(file, fill))];
            return (work, _, cancellationToken) => work.EncodeAsync(files, cancellationToken);
        });
        command.Add(pieces);
        command.Add(pad.Option);
        return command;
    }

    private static Command Decode(CommandContext context)
    {
        TextSetting<string?> output = new("--out", Values.Text, null, "file that receives the bytes", valueName: "FILE");
        Command command = Create(context, "decode", "write the unpadded data of the update to a file; the sealed file may be gone", result =>
        {
            string file = FolderFlag.Required(output.Value(result, context), "--out");
            return (work, folder, cancellationToken) => work.DecodeAsync(OutputFile.Require(file, folder), cancellationToken);
        });
        command.Add(output.Option);
        return command;
    }

    private static Command Create(CommandContext context, string name, string description, Step step)
    {
        SealerFlags sealerFlags = new();
        TextSetting<string?> folderFlag = FolderFlag.Folder(withOut: false);
        SwitchSetting json = FolderFlag.Json();
        Command command = new(name, description) { folderFlag.Option, json.Option };
        sealerFlags.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            string path = FolderFlag.Required(folderFlag.Value(result, context), "--dir");
            Func<UpdateWork, OfflineSectorFolder, CancellationToken, Task<UpdateReport>> run = step(result);
            SealerSettings settings = sealerFlags.Read(result, context);
            using OfflineSectorFolder folder = OfflineSectorFolder.Open(path, create: false);
            UpdateWork work = new(folder, context.CreateSealer(settings), context.CreateUpdater(settings), new StepProgress(context), folder.Load()!);
            (await run(work, folder, cancellationToken)).Print(context.Output, json.Value(result, context));
            return 0;
        });
        return command;
    }
}
