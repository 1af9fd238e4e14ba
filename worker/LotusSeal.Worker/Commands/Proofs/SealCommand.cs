using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs seal</c>: everything from the pieces to the Commit1 output; the same command again goes on where it was stopped.</summary>
internal static class SealCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        SectorFlags sectorFlags = new();
        SealerFlags sealerFlags = new(replicas: true);
        TextSetting<SealTicket?> ticket = new("--ticket", Values.Ticket, null, "32 bytes", valueName: "HEX");
        TextSetting<InteractiveSeed?> seed = new("--seed", Values.Seed, null, "32 bytes", valueName: "HEX");
        Option<string[]> pieces = PieceOption();
        SwitchSetting pad = PadSetting();
        TextSetting<string?> folder = FolderFlag.Folder(withOut: true);
        SwitchSetting json = FolderFlag.Json();

        Command command = new("seal", "seal a sector from its pieces to the Commit1 output; goes on where an earlier run was stopped");
        sectorFlags.AddTo(command);
        foreach (Option option in new[] { ticket.Option, seed.Option, pieces, pad.Option, folder.Option, json.Option }) command.Add(option);
        sealerFlags.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            OfflineSectorState wanted = (sectorFlags.Read(result, context) ?? throw new UsageException("--proof-type is missing.")) with
            {
                Ticket = FolderFlag.Required(ticket.Value(result, context), "--ticket"),
                Seed = FolderFlag.Required(seed.Value(result, context), "--seed"),
            };
            string path = FolderFlag.Required(folder.Value(result, context), "--out");
            bool fill = pad.Value(result, context);
            List<PieceFile> files = [.. (result.GetValue(pieces) ?? []).Select(file => PieceFile.Open(file, fill))];
            PieceRoom.Require(wanted.SectorSize, files);
            SealerSettings settings = sealerFlags.Read(result, context);
            bool asJson = json.Value(result, context);
            try
            {
                OfflineSectorState state = await SealAsync(context, path, wanted, files, settings, cancellationToken);
                SectorReport.Of(state).Print(context.Output, asJson);
                return 0;
            }
            catch (OperationCanceledException e) when (cancellationToken.IsCancellationRequested)
            {
                throw new CommandException("interrupted; the same command goes on where this one stopped.", e);
            }
        });
        return command;
    }

    /// <summary><c>--piece FILE</c>, any number of times.</summary>
    public static Option<string[]> PieceOption() => new("--piece")
    {
        Description = "file with a piece: 127·2^k bytes, other lengths with --pad; may be given several times; without one the sector holds zeros",
        HelpName = "FILE",
        Arity = ArgumentArity.OneOrMore,
    };

    /// <summary><c>--pad</c>.</summary>
    public static SwitchSetting PadSetting() => new("--pad", false, "fill each piece up with zeros to the next piece size");

    private static async Task<OfflineSectorState> SealAsync(CommandContext context, string path, OfflineSectorState wanted, List<PieceFile> files,
        SealerSettings settings, CancellationToken cancellationToken)
    {
        using OfflineSectorFolder folder = OfflineSectorFolder.Open(path, create: true);
        OfflineSectorState? begun = folder.Load();
        if (begun is not null) RequireSame(folder.Root, begun, wanted, files);
        SectorWork work = new(folder, context.CreateSealer(settings), new StepProgress(context), begun ?? (wanted with { Seed = null }));
        if (begun is null) await folder.SaveAsync(work.State);
        if (await work.RepairAsync() is string missing)
            await context.Error.WriteLineAsync($"warning: '{missing}' is missing or has a wrong length; the step that makes it is done again");

        int present = work.State.Pieces.Count(piece => piece.File is not null);
        if (!work.State.Has(SealStep.PreCommit1) && present < files.Count)
            await work.AddPiecesAsync([.. files.Skip(present)], cancellationToken);
        await work.PreCommit1Async(wanted.Ticket!.Value, cancellationToken);
        await work.PreCommit2Async(cancellationToken);
        if (wanted.Feature == PoRepFeature.SyntheticPoRep && !work.State.Has(SealStep.Finalize))
            await work.SynthesizeAsync(cancellationToken);
        await work.Commit1Async(wanted.Seed!.Value, cancellationToken);
        return work.State;
    }

    private static void RequireSame(string root, OfflineSectorState begun, OfflineSectorState wanted, List<PieceFile> files)
    {
        SectorFlags.RequireSame(root, begun, wanted);
        if (begun.Ticket is SealTicket ticket) SectorFlags.RequireSame(root, "--ticket", ticket, wanted.Ticket!.Value);
        if (begun.Seed is InteractiveSeed seed) SectorFlags.RequireSame(root, "--seed", seed, wanted.Seed!.Value);
        List<PieceState> present = [.. begun.Pieces.Where(piece => piece.File is not null)];
        bool allThere = begun.Has(SealStep.PreCommit1) || begun.PaddedLength().Bytes == begun.SectorSize;
        if (present.Count > files.Count || (allThere && present.Count != files.Count))
            throw new CommandException($"--piece: '{root}' was begun with {present.Count} pieces, not {files.Count}; use another folder.");
        for (int i = 0; i < present.Count; i++)
        {
            if (!files[i].Made(present[i]))
                throw new CommandException($"--piece: '{root}' was begun with '{present[i].File}' as it was at {present[i].FileTime:O}, "
                    + $"not '{files[i].Path}' as it is now; use another folder.");
        }
    }
}
