using System.CommandLine;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>jobs cancel CALL</c>: ends one open call.</summary>
internal static class CancelJobCommand
{
    /// <summary>What <c>jobs</c> shows of a call; less would be a guess.</summary>
    private const int ShortestId = 8;

    /// <summary>Makes the command.</summary>
    public static Command Create(CommandContext context, ApiLocator locator)
    {
        Argument<string> call = new("CALL") { Description = "the ID as 'jobs' shows it, or the whole call as 'jobs --json' does" };
        Command cancel = new("cancel", "end one job: the miner is told that it failed, and tries again after its pause or goes back");
        cancel.Add(call);
        cancel.SetAction(async (result, cancellationToken) =>
        {
            ApiInfo worker = locator.Worker(result);
            JobReport job = Find(await context.Connector.GetJobsAsync(worker, cancellationToken), result.GetRequiredValue(call));
            CallId id = new(new SectorId(job.Miner, job.Sector), Guid.Parse(IdOf(job)));
            await ControlCommands.RunAsync<IWorkerControlApi>(context, worker, TokenAdvice.ForWorker,
                (api, token) => api.JobCancelAsync(id, token), cancellationToken);
            await context.Output.WriteLineAsync(
                $"cancelled {job.ShortTask} {JobsCommand.WorkOf(job)}, call {job.Call}; the miner is told that it failed");
            return 0;
        });
        return cancel;
    }

    private static JobReport Find(JobList list, string text)
    {
        JobReport[] found = [.. list.Jobs.Where(job => job.Call == text
            || (text.Length >= ShortestId && IdOf(job).StartsWith(text, StringComparison.OrdinalIgnoreCase)))];
        if (found.Length == 0) throw new CommandException($"no call '{text}' is open on {list.Worker}; 'jobs' lists what is.");
        if (found.Length > 1)
            throw new CommandException($"'{text}' stands for {string.Join(" and ", found.Select(job => job.Call))}; give one of them whole.");
        if (found[0].State == JobReport.UndeliveredState)
            throw new CommandException($"call {found[0].Call} has ended on {list.Worker}; its result waits for the miner.");
        return found[0];
    }

    /// <summary>The last part of a call, which is its own among all.</summary>
    private static string IdOf(JobReport job) => job.Call.Split('-', 3)[^1];
}
