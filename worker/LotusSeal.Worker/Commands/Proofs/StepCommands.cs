using System.CommandLine;
using LotusSeal.Primitives;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>The single steps of <c>proofs</c>, each on a sector folder.</summary>
internal static class StepCommands
{
    // Reads the flags of the step first, so that a wrong one is refused before anything is touched.
    private delegate Func<SectorWork, CancellationToken, Task> Step(ParseResult result);

    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(CommandContext context)
    {
        yield return AddPiece(context);
        yield return PreCommit1(context);
        yield return Create(context, "pc2", "PreCommit2: column tree, replica and replica tree",
            _ => (work, cancellationToken) => work.PreCommit2Async(cancellationToken), replicas: true);
        yield return Create(context, "synth", "write the synthetic proofs and drop the layers",
            _ => (work, cancellationToken) => work.SynthesizeAsync(cancellationToken));
        yield return Commit1(context);
        yield return Create(context, "verify-c1", "check a Commit1 output on its own: challenges, Merkle paths, columns, labels, encoding",
            _ => (work, cancellationToken) => work.VerifyCommit1Async(cancellationToken), repair: false);
        yield return Create(context, "finalize", "delete the layers and the trees that are no longer needed",
            _ => (work, _) => work.FinalizeAsync(), repair: false);
    }

    private static Command AddPiece(CommandContext context)
    {
        SectorFlags sectorFlags = new();
        Option<string[]> pieces = SealCommand.PieceOption();
        pieces.Required = true;
        SwitchSetting pad = SealCommand.PadSetting();
        Command command = Create(context, "add-piece",
            "write pieces at the end of the unsealed file; the first call says which sector it is", result =>
        {
            bool fill = pad.Value(result, context);
            List<PieceFile> files = [.. (result.GetValue(pieces) ?? []).Select(file => PieceFile.Open(file, fill))];
            if (sectorFlags.Read(result, context) is OfflineSectorState wanted)
                PieceRoom.Require(wanted.SectorSize, files);
            return (work, cancellationToken) => work.AddPiecesAsync(files, cancellationToken);
        }, sectorFlags);
        command.Add(pieces);
        command.Add(pad.Option);
        return command;
    }

    private static Command PreCommit1(CommandContext context)
    {
        SectorFlags sectorFlags = new();
        TextSetting<SealTicket?> ticket = new("--ticket", Values.Ticket, null, "32 bytes", valueName: "HEX");
        Command command = Create(context, "pc1", "PreCommit1: data tree and layers", result =>
        {
            SealTicket value = FolderFlag.Required(ticket.Value(result, context), "--ticket");
            return (work, cancellationToken) =>
            {
                if (work.State.Ticket is SealTicket before) SectorFlags.RequireSame(work.Root, "--ticket", before, value);
                return work.PreCommit1Async(value, cancellationToken);
            };
        }, sectorFlags);
        command.Add(ticket.Option);
        return command;
    }

    private static Command Commit1(CommandContext context)
    {
        TextSetting<InteractiveSeed?> seed = new("--seed", Values.Seed, null, "32 bytes; another seed makes another proof", valueName: "HEX");
        Command command = Create(context, "c1", "Commit1: vanilla proofs of all partitions, in the form handed to Lotus", result =>
        {
            InteractiveSeed value = FolderFlag.Required(seed.Value(result, context), "--seed");
            return (work, cancellationToken) => work.Commit1Async(value, cancellationToken);
        });
        command.Add(seed.Option);
        return command;
    }

    private static Command Create(CommandContext context, string name, string description, Step step,
        SectorFlags? sectorFlags = null, bool repair = true, bool replicas = false)
    {
        SealerFlags sealerFlags = new(replicas);
        TextSetting<string?> folderFlag = FolderFlag.Folder(withOut: true);
        SwitchSetting json = FolderFlag.Json();
        Command command = new(name, description);
        command.Add(folderFlag.Option);
        command.Add(json.Option);
        sectorFlags?.AddTo(command);
        sealerFlags.AddTo(command);
        command.SetAction(async (result, cancellationToken) =>
        {
            OfflineSectorState? wanted = sectorFlags?.Read(result, context);
            string path = FolderFlag.Required(folderFlag.Value(result, context), "--out");
            Func<SectorWork, CancellationToken, Task> run = step(result);
            SealerSettings settings = sealerFlags.Read(result, context);
            using OfflineSectorFolder folder = OfflineSectorFolder.Open(path, create: wanted is not null);
            OfflineSectorState? begun = folder.Load();
            if (begun is not null && wanted is not null) SectorFlags.RequireSame(folder.Root, begun, wanted);
            SectorWork work = new(folder, context.CreateSealer(settings), new StepProgress(context), begun ?? wanted!);
            if (repair && await work.RepairAsync() is string missing)
                await context.Error.WriteLineAsync(
                    $"warning: '{missing}' is missing or has a wrong length; the step that makes it has to be done again");
            await run(work, cancellationToken);
            SectorReport.Of(work.State).Print(context.Output, json.Value(result, context));
            return 0;
        });
        return command;
    }
}
