using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Catalog;
using LotusSeal.Worker.Tasks;

namespace LotusSeal.Worker.Api;

/// <summary>What the worker's commands change: the same beside either generation, and while the worker starts.</summary>
/// <param name="tasks">What is offered.</param>
/// <param name="session">The session of this process.</param>
/// <param name="shutdown">Told when the worker is to stop.</param>
/// <param name="runner">Does the work; null while the worker starts.</param>
/// <param name="storage">The paths; null while the worker starts.</param>
internal sealed class WorkerControl(TaskTypeSet tasks, WorkerSession session, WorkerShutdown shutdown, TaskRunner? runner, StorageControl? storage)
    : IWorkerControlApi
{
    public Task<Guid> ProcessSessionAsync(CancellationToken cancellationToken) => Task.FromResult(session.ProcessId());

    public Task TaskEnableAsync(string task, CancellationToken cancellationToken)
    {
        if (TaskCatalog.Find(task) is null) throw new RpcException($"'{task}' is no task type");
        tasks.Enable(task);
        return Task.CompletedTask;
    }

    public Task TaskDisableAsync(string task, CancellationToken cancellationToken)
    {
        tasks.Disable(task);
        return Task.CompletedTask;
    }

    public Task SetEnabledAsync(bool enabled, CancellationToken cancellationToken)
    {
        session.Enabled = enabled;
        return Task.CompletedTask;
    }

    public Task<bool> EnabledAsync(CancellationToken cancellationToken) => Task.FromResult(session.Enabled);

    public Task StorageDetachAllAsync(CancellationToken cancellationToken) => storage?.DetachAllAsync(cancellationToken) ?? Task.CompletedTask;

    public Task WaitQuietAsync(CancellationToken cancellationToken) => runner?.WaitQuietAsync(cancellationToken) ?? Task.CompletedTask;

    public Task JobCancelAsync(CallId call, CancellationToken cancellationToken)
    {
        if (runner is null) throw new RpcException($"call {call} is not open: this worker is starting");
        runner.Cancel(call);
        return Task.CompletedTask;
    }

    public Task ShutdownAsync(CancellationToken cancellationToken)
    {
        // The miner may ask right behind the answer, and must see the zero session then.
        session.Close();
        shutdown.Request();
        return Task.CompletedTask;
    }
}
