using System.CommandLine;
using System.Text.Json.Nodes;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Explain;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary>
/// <c>pause</c> and <c>resume</c>, <c>suspend</c> and <c>unsuspend</c>: the first pair holds the operator back, the second has the workers go.
/// </summary>
internal static class SwitchCommands
{
    /// <summary>Makes the commands.</summary>
    public static IEnumerable<Command> Create(PluginContext context, ClusterFlags flags)
    {
        JsonObject pause = Patches.Annotate((PoolAnnotations.Paused, "true")), resume = Patches.Annotate((PoolAnnotations.Paused, null));
        yield return Create(context, flags, "pause", "have the operator do nothing for a pool; its workers work on", pause,
            pool => PoolMarks.Says(pool, PoolAnnotations.Paused), "paused already", "paused; drains that have begun stand still too");
        yield return Create(context, flags, "resume", "have the operator act for a pool again", resume,
            pool => !PoolMarks.Says(pool, PoolAnnotations.Paused), "not paused", "the operator acts for it again");
        yield return Create(context, flags, "suspend", "drain all workers of a pool; volumes and replicas stay", Patches.Spec("suspend", true),
            pool => pool.Spec.Suspend, "suspended already", "suspended; its workers end their tasks, then their pods go");
        yield return Create(context, flags, "unsuspend", "have the workers of a pool come back", Patches.Spec("suspend", false),
            pool => !pool.Spec.Suspend, "not suspended", "its workers come back");
    }

    private static Command Create(PluginContext context, ClusterFlags flags, string verb, string description, JsonObject patch,
        Func<V1Alpha1SealWorker, bool> isSo, string already, string done)
    {
        Argument<string> pool = Names.Pool(flags);
        Command command = new(verb, description) { pool };
        command.SetAction(async (result, cancellationToken) =>
        {
            string name = Names.PoolOf(result.GetValue(pool)!);
            using Cluster cluster = flags.Open(result);
            string said = await Retries.ChangeAsync(async () =>
            {
                V1Alpha1SealWorker found = await cluster.PoolAsync(name, cancellationToken);
                if (isSo(found)) return already;
                await cluster.SetAsync(found, patch, cancellationToken);
                return done;
            }, context.Time, cancellationToken);
            await context.Output.WriteLineAsync($"{name}: {said}");
            return 0;
        });
        return command;
    }
}
