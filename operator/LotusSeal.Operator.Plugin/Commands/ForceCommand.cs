using System.CommandLine;
using System.Text.Json.Nodes;
using k8s.Models;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary><c>force</c>: drains a worker without waiting for its tasks.</summary>
internal static class ForceCommand
{
    /// <summary>Makes the command.</summary>
    public static Command Create(PluginContext context, ClusterFlags flags)
    {
        Argument<string> pod = Names.Pod(flags);
        Option<bool> yes = new("--yes", "-y") { Description = "do not ask" };
        Command command = new("force", "give up the tasks of a worker and drain it; the only way for one whose node is gone") { pod, yes };
        command.SetAction(async (result, cancellationToken) =>
        {
            string name = Names.PodOf(result.GetValue(pod)!);
            using Cluster cluster = flags.Open(result);
            OwnedPod chosen = await WorkerPods.ReadAsync(cluster, name, cancellationToken);
            V1Alpha1SealWorker pool = await cluster.PoolAsync(chosen.Pool, cancellationToken);
            if (chosen.Seen.IsForced)
            {
                await context.Output.WriteLineAsync($"{name}: its tasks were given up already");
                return 0;
            }

            await Confirmation.AskAsync(context, result.GetValue(yes), name, Consequences(pool, name), cancellationToken);
            bool done = await Retries.ChangeAsync(() => ForceAsync(cluster, chosen, cancellationToken), context.Time, cancellationToken);
            if (!done) throw new PluginException($"{name}: the pod was made anew meanwhile; nothing was changed");
            await context.Output.WriteLineAsync($"{name}: its tasks are given up as soon as the miner answers, and the pod goes");
            return 0;
        });
        return command;
    }

    private static IEnumerable<string> Consequences(V1Alpha1SealWorker pool, string name)
    {
        yield return $"The miner is told to wait no longer for what {name} does, and begins these tasks anew elsewhere:";
        foreach (string line in JobLines.Of(pool, name)) yield return line;
        yield return StorageLine.Of(pool, $"{name}'s");
        yield return "If the node is only cut off and still works, let it come back instead.";
    }

    /// <summary>The request for a drain comes with it: without a drain there is nothing to force.</summary>
    private static async Task<bool> ForceAsync(Cluster cluster, OwnedPod chosen, CancellationToken cancellationToken)
    {
        V1Pod? pod = await cluster.FindPodAsync(chosen.Name, cancellationToken);
        if (pod?.Metadata.Uid != chosen.Seen.Uid) return false;
        JsonObject patch = Patches.Annotate((PoolAnnotations.DrainRequested, "true"), (PoolAnnotations.ForceDrain, "true"));
        await cluster.ChangeAsync(pod, patch, cancellationToken);
        return true;
    }
}
