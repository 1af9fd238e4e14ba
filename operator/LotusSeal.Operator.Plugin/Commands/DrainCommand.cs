using System.CommandLine;
using System.Text.Json.Nodes;
using LotusSeal.Hosting;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Plugin.Output;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary><c>drain</c>: has workers end their work; the pod goes then and comes back.</summary>
internal sealed class DrainCommand(PluginContext context, Cluster cluster)
{
    /// <summary>Makes the command.</summary>
    public static Command Create(PluginContext context, ClusterFlags flags)
    {
        Argument<string[]> pods = new("POD") { Description = "names of the workers' pods", Arity = ArgumentArity.OneOrMore };
        pods.CompletionSources.Add(Completion.Pods(flags));
        Option<bool> wait = new("--wait") { Description = "show the stages until the pods are gone" };
        Option<string> timeout = new("--timeout") { Description = "how long to wait, such as 2h; the drain goes on after it", HelpName = "DURATION" };
        Option<bool> cancel = new("--cancel") { Description = "take the request back, if no drain has begun yet" };
        Command command = new("drain", "have workers end their tasks; their pods are made anew then") { pods, wait, timeout, cancel };
        command.SetAction(async (result, cancellationToken) =>
        {
            TimeSpan? limit = result.GetValue(timeout) is { } text ? Durations.Parse("--timeout", text) : null;
            if (limit is not null && !result.GetValue(wait)) throw new UsageException("--timeout: only together with --wait");
            if (result.GetValue(cancel) && result.GetValue(wait)) throw new UsageException("--cancel: not together with --wait");
            string[] names = [.. result.GetValue(pods)!.Select(Names.PodOf).Distinct()];
            using Cluster cluster = flags.Open(result);
            DrainCommand drain = new(context, cluster);
            // All are looked at before one is changed: a typing error in the last name leaves nothing half done.
            OwnedPod[] workers = new OwnedPod[names.Length];
            foreach ((int index, string name) in names.Index()) workers[index] = await WorkerPods.ReadAsync(cluster, name, cancellationToken);
            if (result.GetValue(cancel)) return await drain.CancelAsync(names, cancellationToken);
            foreach (OwnedPod worker in workers) await drain.RequestAsync(worker, cancellationToken);
            await drain.WarnAsync(workers, cancellationToken);
            return result.GetValue(wait) ? await new DrainWait(context, cluster, workers, limit).RunAsync(cancellationToken) : 0;
        });
        return command;
    }

    private Task<bool> RequestAsync(OwnedPod chosen, CancellationToken cancellationToken) => Retries.ChangeAsync(async () =>
    {
        OwnedPod worker = await WorkerPods.ReadAsync(cluster, chosen.Name, cancellationToken);
        if (worker.Seen.Uid != chosen.Seen.Uid) return await SayAsync($"{worker.Name}: the pod was made anew meanwhile, and is left alone");
        if (worker.Seen.IsTerminating) return await SayAsync($"{worker.Name}: the pod is ending already");
        if (worker.Seen.Drain is { } mark) return await SayAsync($"{worker.Name}: it is being drained already ({mark.Reason})");
        if (worker.Seen.IsDrainRequested) return await SayAsync($"{worker.Name}: a drain was asked for already");
        await cluster.ChangeAsync(worker.Pod, Patches.Annotate((PoolAnnotations.DrainRequested, "true")), cancellationToken);
        return await SayAsync($"{worker.Name}: drain asked for; it takes no new task, ends those it has, and is made anew");
    }, context.Time, cancellationToken);

    private async Task<int> CancelAsync(string[] names, CancellationToken cancellationToken)
    {
        int code = 0;
        foreach (string name in names)
        {
            bool taken = await Retries.ChangeAsync(() => CancelAsync(name, cancellationToken), context.Time, cancellationToken);
            if (!taken) code = 1;
        }

        return code;
    }

    /// <summary>The patch is refused when the pod has changed: the operator may just have begun.</summary>
    private async Task<bool> CancelAsync(string name, CancellationToken cancellationToken)
    {
        OwnedPod worker = await WorkerPods.ReadAsync(cluster, name, cancellationToken);
        if (worker.Seen.Drain is { } mark || worker.Seen.IsTerminating)
        {
            string reason = worker.Seen.Drain is { } begun ? $" ({begun.Reason})" : "";
            await context.Error.WriteLineAsync($"error: {name}: its drain has begun{reason} and goes on to its end; "
                + (worker.Seen.Drain is not { ComesBack: false } ? "the pod is made anew then" : "the pod goes for good"));
            return false;
        }

        // A force that stayed behind would give up the tasks of the next drain.
        if (worker.Seen is { IsDrainRequested: false, IsForced: false }) return await SayAsync($"{name}: no drain was asked for");
        JsonObject patch = Patches.Annotate((PoolAnnotations.DrainRequested, null), (PoolAnnotations.ForceDrain, null));
        await cluster.ChangeAsync(worker.Pod, patch, cancellationToken);
        return await SayAsync($"{name}: the request is taken back; no drain had begun");
    }

    /// <summary>A request to a pool for which nothing is done would be waited for in vain.</summary>
    private async Task WarnAsync(OwnedPod[] workers, CancellationToken cancellationToken)
    {
        foreach (string name in workers.Select(worker => worker.Pool).Distinct())
        {
            try
            {
                if (await cluster.FindPoolAsync(name, cancellationToken) is not { } pool || PoolBlock.Of(pool) is not { } block) continue;
                await context.Error.WriteLineAsync(PlainText.Line($"note: pool {name}: {block}; no drain begins as long as this is so: "
                    + cluster.Hints.Seal(cluster.Namespace, $"why {name}")));
            }
            catch (Exception error) when (error is PluginException or UnreachableException)
            {
                // The requests are made; who may change pods need not be allowed to look at pools.
                await context.Error.WriteLineAsync($"note: {PlainText.Line(error.Message)}");
            }
        }
    }

    private async Task<bool> SayAsync(string text)
    {
        await context.Output.WriteLineAsync(text);
        return true;
    }
}
