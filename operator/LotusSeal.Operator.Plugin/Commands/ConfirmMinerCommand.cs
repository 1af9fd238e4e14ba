using System.CommandLine;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Plugin.Output;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary><c>confirm-miner</c>: another miner answers than before, and that is right.</summary>
internal static class ConfirmMinerCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(PluginContext context, ClusterFlags flags)
    {
        Argument<string> pool = Names.Pool(flags);
        Option<bool> yes = new("--yes", "-y") { Description = "do not ask" };
        Command command = new("confirm-miner", "agree that a pool works for another miner than before") { pool, yes };
        command.SetAction(async (result, cancellationToken) =>
        {
            string name = Names.PoolOf(result.GetValue(pool)!);
            using Cluster cluster = flags.Open(result);
            MinerChange change = Read(await cluster.PoolAsync(name, cancellationToken));
            string[] consequences =
            [
                $"{name} worked for miner {change.Before}; where it was, miner {change.Now} answers.",
                $"Workers then work for {change.Now}. What they still have of {change.Before} is of no use to it, and {change.Before} waits for it.",
            ];
            await Confirmation.AskAsync(context, result.GetValue(yes), change.Now, consequences, cancellationToken);
            await Retries.ChangeAsync(async () =>
            {
                V1Alpha1SealWorker now = await cluster.PoolAsync(name, cancellationToken);
                if (Read(now) != change) throw new PluginException($"pool {name}: yet another miner answers now; nothing was changed");
                await cluster.ChangeAsync(now, Patches.Annotate((PoolAnnotations.ConfirmMiner, change.Now)), cancellationToken);
                return true;
            }, context.Time, cancellationToken);
            await context.Output.WriteLineAsync(PlainText.Line($"{name}: miner {change.Before} -> {change.Now}"));
            return 0;
        });
        return command;
    }

    private static MinerChange Read(V1Alpha1SealWorker pool)
    {
        PoolCondition? condition = ConditionView.Find(pool, "MinerReachable");
        if (condition is { Reason: "MinerChanged" } && MinerChange.TryRead(condition.Message) is { } change) return change;
        throw new PluginException($"pool {pool.Metadata.Name}: no other miner answers than before, so there is nothing to confirm"
            + (pool.Status?.Miner is { } miner ? $" (miner {miner.Actor})" : ""));
    }
}
