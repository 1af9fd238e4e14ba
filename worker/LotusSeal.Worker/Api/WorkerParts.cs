using LotusSeal.Lotus.Rpc;
using LotusSeal.Worker.Resources;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Api;

/// <summary>What the APIs of both generations work on.</summary>
/// <param name="Tasks">What is offered.</param>
/// <param name="Info">Name and resources.</param>
/// <param name="Runner">Does the work.</param>
/// <param name="Storage">The paths.</param>
internal sealed record WorkerParts(TaskTypeSet Tasks, WorkerInfoSource Info, TaskRunner Runner, StorageControl Storage)
{
    /// <summary>Does a task for a caller that waits: the answer is the result, and the work ends with the request.</summary>
    /// <exception cref="RpcException">Why there is none.</exception>
    public async Task<TResult> AnswerAsync<TResult>(SealTask<TResult> task, CancellationToken cancellationToken)
    {
        Tasks.Require(task.Definition.Name);
        try
        {
            return await Runner.RunForCallerAsync(task, cancellationToken);
        }
        catch (Exception e) when (e is not RpcException and not OperationCanceledException)
        {
            throw new RpcException(e.Message, e);
        }
    }
}
