using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Control;

/// <summary><c>stop</c>, at once, and <c>drain</c>, when the work is done.</summary>
internal static class StopCommands
{
    /// <summary>Time for the miner to be told of the paths; it finds out by itself when their reports stop.</summary>
    private static readonly TimeSpan DetachLimit = TimeSpan.FromSeconds(5);

    /// <summary>Makes <c>stop</c>.</summary>
    public static Command Stop(CommandContext context, ApiLocator locator)
    {
        Command stop = new("stop", "stop the worker: detach its storage, then shut down; running tasks are given again later");
        stop.SetAction((result, cancellationToken) => ControlCommands.RunAsync<IWorkerControlApi>(context, locator.Worker(result),
            TokenAdvice.ForWorker, (worker, token) => StopAsync(context, worker, token), cancellationToken));
        return stop;
    }

    /// <summary>Makes <c>drain</c>.</summary>
    public static Command Drain(CommandContext context, ApiLocator locator)
    {
        Command drain = new("drain", "take no new tasks, wait until the running ones are done and their results delivered, then stop the worker");
        TextSetting<TimeSpan?> limit = new("--max-wait", text => Values.PositiveDuration(text), null,
            "how long to wait at most: with something left then, the worker runs on and the exit code is 1 (default: as long as it takes)",
            valueName: "DURATION");
        drain.Add(limit.Option);
        drain.SetAction(async (result, cancellationToken) =>
        {
            TimeSpan? most = limit.Value(result, context);
            ApiInfo info = locator.Worker(result);
            bool drained = false;
            await ControlCommands.RunAsync(context, info, async (worker, token) =>
            {
                drained = await new WorkerDrain(context, info, worker, most).RunAsync(token);
                if (drained) await StopAsync(context, worker, token);
            }, cancellationToken);
            return drained ? 0 : ProgramCommandLine.Failure;
        });
        return drain;
    }

    /// <summary>Stops a worker, whatever keeps its storage from being detached: a miner that is away must not keep it running.</summary>
    private static async Task StopAsync(CommandContext context, IWorkerControlApi worker, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(DetachLimit);
        try
        {
            await worker.StorageDetachAllAsync(limit.Token);
        }
        catch (Exception e) when (!cancellationToken.IsCancellationRequested
            && e is RpcException or RpcTransportException or OperationCanceledException)
        {
            // A token that is not taken is no matter of the storage; the request to stop would fail the same way.
            if (e is RpcTransportException { Status: not null }) throw;
            string reason = e is OperationCanceledException ? $"no answer within {DetachLimit.TotalSeconds} s" : e.Message;
            await context.Error.WriteLineAsync($"note: the miner was not told of the detached storage ({reason}); it notices when the reports stop");
        }

        await worker.ShutdownAsync(cancellationToken);
    }
}
