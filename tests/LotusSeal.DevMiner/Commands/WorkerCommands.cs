using System.CommandLine;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Nodes;
using LotusSeal.DevMiner.Text;
using LotusSeal.DevMiner.V0;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Commands;

/// <summary>Commands about workers and their jobs.</summary>
internal static class WorkerCommands
{
    private static readonly JsonSerializerOptions Indented = new()
    {
        WriteIndented = true,
        IndentSize = 2,
        NewLine = "\n",
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    public static Command Workers(CommandConsole console)
    {
        Option<bool> proving = new("--proving") { Description = "Show proof-of-spacetime workers instead." };
        return new Command("workers", "Show workers.") { console.Define("list", "Workers with their load.",
            (parse, miner, stop) => ListAsync(console, proving, parse, miner, stop), proving) };
    }

    public static Command Sealing(CommandConsole console)
    {
        Option<bool> done = new("--show-ret-done") { Description = "Show jobs whose result was taken already." };
        Argument<string> prefix = new("PREFIX") { Description = "First digits of the job's id." };
        return new Command("sealing", "Show and stop jobs.")
        {
            console.Define("workers", "Workers with their load.", (parse, miner, stop) => ListAsync(console, null, parse, miner, stop)),
            console.Define("jobs", "Jobs on workers.", async (parse, miner, stop) =>
            {
                Dictionary<string, WorkerJob[]> jobs = await miner.Admin.WorkerJobsAsync(stop) ?? [];
                Dictionary<string, WorkerStats> workers = await miner.Admin.WorkerStatsAsync(stop) ?? [];
                await console.Output.WriteAsync(JobsText.Format(jobs, workers, DateTimeOffset.UtcNow, parse.GetValue(done)));
            }, done),
            console.Define("abort", "Fail a job; the worker is not told and goes on.", async (parse, miner, stop) =>
            {
                string wanted = parse.GetValue(prefix)!;
                Dictionary<string, WorkerJob[]> jobs = await miner.Admin.WorkerJobsAsync(stop) ?? [];
                WorkerJob[] found = [.. jobs.Values.SelectMany(list => list).Where(job => job.Id.Id != Guid.Empty
                    && job.Id.Id.ToString().StartsWith(wanted, StringComparison.OrdinalIgnoreCase))];
                if (found.Length != 1)
                    throw new ArgumentException(found.Length == 0 ? "job with specified id prefix not found"
                        : $"{found.Length} jobs begin with {wanted}");
                await console.Output.WriteLineAsync(JobsText.Aborting(found[0]));
                await miner.Admin.SealingAbortAsync(found[0].Id, stop);
            }, prefix),
            console.Define("sched-diag", "The scheduler's state as JSON.", async (_, miner, stop) =>
                await console.Output.WriteLineAsync(Sorted(await miner.Admin.SealingSchedDiagAsync(false, stop))!.ToJsonString(Indented))),
        };
    }

    private static async Task ListAsync(CommandConsole console, Option<bool>? proving, ParseResult parse, MinerClient miner, CancellationToken stop)
    {
        NodeVersion version = await miner.Miner.VersionAsync(stop);
        if (version.ApiVersion == V0MinerApi.ApiVersion)
        {
            await console.Output.WriteAsync(WorkersListText.FormatV0(await miner.V0.WorkerStatsAsync(stop) ?? [], console.PainterOf(parse)));
            return;
        }

        WorkersListKind kind = proving is not null && parse.GetValue(proving) ? WorkersListKind.Proving : WorkersListKind.Sealing;
        await console.Output.WriteAsync(WorkersListText.Format(await miner.Admin.WorkerStatsAsync(stop) ?? [], kind, console.PainterOf(parse)));
    }

    /// <summary>Keys sorted at every level, as the command of Lotus prints them.</summary>
    private static JsonNode? Sorted(JsonNode? node) => node switch
    {
        JsonObject map =>
            new JsonObject(map.OrderBy(pair => pair.Key, StringComparer.Ordinal).Select(pair => KeyValuePair.Create(pair.Key, Sorted(pair.Value)))),
        JsonArray list => new JsonArray([.. list.Select(Sorted)]),
        null => null,
        _ => node.DeepClone(),
    };
}
