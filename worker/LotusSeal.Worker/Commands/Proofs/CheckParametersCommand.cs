using System.CommandLine;
using System.Text.Json;
using LotusSeal.Hosting;
using LotusSeal.Proving.Keys;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Commands.Settings;
using LotusSeal.Worker.Parameters;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary><c>proofs params verify</c>: whether the files of parameters are sound, and the network's.</summary>
internal static class CheckParametersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context)
    {
        TextSetting<ulong?> sectorSize = ListParametersCommand.SectorSize();
        TextSetting<string> folder = ParameterFlags.Folder("--dir", "folder of the files");
        SwitchSetting development = new("--development", false, "files that are sound, but not the network's, are right too");
        SwitchSetting json = FolderFlag.Json();
        Command command = new("verify", "read every file of parameters that is there; exit code 0: all are right, 1: some are not");
        foreach (Option option in new[] { sectorSize.Option, folder.Option, development.Option, json.Option }) command.Add(option);
        command.SetAction(async (result, cancellationToken) =>
        {
            string path = context.ExpandPath(folder.Value(result, context));
            List<ParameterState> states = [];
            foreach (ParameterState file in ParameterFiles.Of(path, sectorSize.Value(result, context)).Where(IsThere))
                states.Add(await CheckAsync(context, path, file, cancellationToken));
            if (states.Count == 0) throw new CommandException($"'{path}' has no file of parameters.");
            if (json.Value(result, context))
                await context.Output.WriteLineAsync(JsonSerializer.Serialize([.. states], SectorJson.Types.ParameterStateArray));
            else foreach (ParameterState state in states) await context.Output.WriteLineAsync(ListParametersCommand.Text(state));
            bool foreignToo = development.Value(result, context);
            return states.TrueForAll(state => state.State == ParameterState.Network || (foreignToo && state.State == ParameterState.Foreign))
                ? 0 : ProgramCommandLine.Failure;
        });
        return command;
    }

    private static bool IsThere(ParameterState file) => file.State == ParameterState.There;

    private static async Task<ParameterState> CheckAsync(CommandContext context, string folder, ParameterState file,
        CancellationToken cancellationToken)
    {
        (ParameterState state, _) = await new StepProgress(context).WatchAsync(file.File, async meter =>
        {
            string path = Path.Join(folder, file.File);
            // What has the published digest needs no other look.
            string? digest = await ParameterDigest.OfFileAsync(path, cancellationToken);
            if (digest is null) return file with { State = ParameterState.Damaged, Reason = "it was deleted meanwhile" };
            if (digest == PublishedParameters.Find(file.File)?.Digest) return file with { State = ParameterState.Network };
            string? fault = ParameterCheck.FindFault(path, Points(meter), cancellationToken);
            return fault is null
                ? file with { State = ParameterState.Foreign, Reason = $"digest {digest} is not the network's" }
                : file with { State = ParameterState.Damaged, Reason = fault };
        }, cancellationToken);
        return state;
    }

    private static Action<long, long> Points(IProgress<PhaseProgress> meter) =>
        (done, total) => meter.Report(new PhaseProgress("points", (ulong)done, (ulong)total, "points"));
}
