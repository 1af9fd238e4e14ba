using System.CommandLine;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Generation;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>workers list</c>: the miner's workers, in the form of the miner's generation (protocol spec 6.1, 6.7).</summary>
internal static class WorkersCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context, ApiLocator locator)
    {
        SwitchSetting color = new("--color", context.ColorOutput, "use colours");
        Command list = new("list", "list the workers that the miner knows");
        list.Add(color.Option);
        list.SetAction(async (result, cancellationToken) =>
        {
            AnsiPainter painter = new(color.Value(result, context));
            ApiInfo miner = locator.Miner(result);
            NodeVersion? version = null;
            await ControlCommands.RunOnMinerAsync<IMinerApi>(context, miner,
                async (api, token) => version = await api.VersionAsync(token), cancellationToken);
            return version!.ApiVersion == GenerationProbe.V0Version
                ? await ControlCommands.RunOnMinerAsync<IV0MinerAdminApi>(context, miner, async (api, token) => await context.Output.WriteAsync(
                    WorkersListText.FormatV0(await api.WorkerStatsAsync(token) ?? [], painter)),
                    cancellationToken)
                : await ControlCommands.RunOnMinerAsync<IMinerAdminApi>(context, miner, async (api, token) => await context.Output.WriteAsync(
                    Current(await api.WorkerStatsAsync(token) ?? [], painter)),
                    cancellationToken);
        });
        Command workers = new("workers", "look at the miner's workers");
        workers.Add(list);
        return workers;
    }

    // A worker without tasks belongs to both lists; it is shown once.
    private static string Current(Dictionary<string, WorkerStats> workers, AnsiPainter painter)
    {
        string sealing = WorkersListText.Format(workers, WorkersListKind.Sealing, painter);
        Dictionary<string, WorkerStats> proving = workers.Where(worker => worker.Value.Tasks is { Length: > 0 }).ToDictionary();
        return sealing + WorkersListText.Format(proving, WorkersListKind.Proving, painter);
    }
}
