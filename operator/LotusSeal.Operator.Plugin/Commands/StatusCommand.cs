using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Text;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Plugin.Access;
using LotusSeal.Operator.Plugin.Output;

namespace LotusSeal.Operator.Plugin.Commands;

/// <summary><c>status</c>: pools with their workers, tasks and drains.</summary>
internal sealed class StatusCommand(PluginContext context)
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(2);

    /// <summary>Makes the command.</summary>
    public static Command Create(PluginContext context, ClusterFlags flags)
    {
        Argument<string?> pool = new("POOL") { Description = "name of a pool; without it all of the namespace", Arity = ArgumentArity.ZeroOrOne };
        pool.CompletionSources.Add(Completion.Pools(flags));
        Option<bool> all = new("--all-namespaces", "-A") { Description = "pools of all namespaces" };
        Option<bool> others = new("--others") { Description = "workers of the miner that do not belong to the pool too" };
        Option<bool> watch = new("--watch", "-w") { Description = "look every 2 s and show it again when it has changed" };
        Option<string> output = new("--output", "-o") { Description = "json for programs", HelpName = "FORMAT" };
        Command command = new("status", "show pools: workers, their tasks, drains, and what is wrong") { pool, all, others, watch, output };
        command.SetAction(async (result, cancellationToken) =>
        {
            bool again = result.GetValue(watch);
            string? format = result.GetValue(output), name = result.GetValue(pool) is { } text ? Names.PoolOf(text) : null;
            if (format is not (null or "json")) throw new UsageException($"--output: '{format}' is none of: json");
            if (again && format is not null) throw new UsageException("--watch: not together with --output");
            if (name is not null && result.GetValue(all)) throw new UsageException("--all-namespaces: not together with the name of a pool");
            using Cluster cluster = flags.Open(result, result.GetValue(all));
            StatusCommand status = new(context);
            if (again) await status.WatchAsync(cluster, name, result.GetValue(others), cancellationToken);
            else await status.PrintAsync(await ReadAsync(cluster, name, cancellationToken), cluster, format, result.GetValue(others));
            return 0;
        });
        return command;
    }

    private static async Task<IReadOnlyList<V1Alpha1SealWorker>> ReadAsync(Cluster cluster, string? name, CancellationToken cancellationToken) =>
        name is null ? await cluster.PoolsAsync(cancellationToken) : [await cluster.PoolAsync(name, cancellationToken)];

    private async Task PrintAsync(IReadOnlyList<V1Alpha1SealWorker> pools, Cluster cluster, string? format, bool others)
    {
        if (format is not null) await context.Output.WriteLineAsync(PoolReport.Json(pools));
        else if (pools.Count == 0) await context.Error.WriteLineAsync(Nothing(cluster));
        else await context.Output.WriteLineAsync(string.Join('\n', Lines(pools, others)));
    }

    /// <summary>Draws over what it drew before on a terminal, and writes one block after another elsewhere.</summary>
    private async Task WatchAsync(Cluster cluster, string? name, bool others, CancellationToken cancellationToken)
    {
        string shown = "";
        while (true)
        {
            string text;
            try
            {
                IReadOnlyList<V1Alpha1SealWorker> pools = await ReadAsync(cluster, name, cancellationToken);
                text = pools.Count == 0 ? Nothing(cluster) : string.Join('\n', Cut([.. Lines(pools, others)]));
            }
            catch (UnreachableException error) when (shown.Length > 0)
            {
                // What was true before stays in view, as long as it is clear that it may be old.
                text = $"{shown.Split("\n\nnot up to date: ")[0]}\n\nnot up to date: {PlainText.Line(error.Message)}";
            }

            if (text != shown) await ShowAsync(text);
            shown = text;
            await Task.Delay(Interval, context.Time, cancellationToken);
        }
    }

    private async Task ShowAsync(string text)
    {
        if (context.OutputIsTerminal) await context.Output.WriteAsync($"\e[H\e[2J{text}\n");
        else await context.Output.WriteAsync($"--- {context.Now:yyyy-MM-dd'T'HH:mm:ss'Z'}\n{text}\n");
        await context.Output.FlushAsync(CancellationToken.None);
    }

    /// <summary>What is longer than the screen would push its beginning out of view.</summary>
    private IEnumerable<string> Cut(string[] lines)
    {
        if (context.Size() is not { } size || !context.OutputIsTerminal || lines.Length < size.Lines) return lines;
        int kept = Math.Max(1, size.Lines - 2);
        return lines.Take(kept).Append($"... and {lines.Length - kept} more lines: name a pool, or leave --watch out");
    }

    private IEnumerable<string> Lines(IReadOnlyList<V1Alpha1SealWorker> pools, bool others)
    {
        StatusText text = new(context.Now, context.Size()?.Columns, new AnsiPainter(context.Color), others);
        foreach ((int index, V1Alpha1SealWorker pool) in pools.Index())
        {
            if (index > 0) yield return "";
            foreach (string line in text.Lines(pool)) yield return line;
        }
    }

    private static string Nothing(Cluster cluster) => cluster.Listed is { } ns ? $"no pools in namespace {ns}" : "no pools in any namespace";
}
