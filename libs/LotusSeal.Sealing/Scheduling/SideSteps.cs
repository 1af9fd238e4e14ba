using System.Runtime.ExceptionServices;

namespace LotusSeal.Sealing.Scheduling;

/// <summary>
/// Steps that run beside a leading one, each on a thread of its own. The first that fails stops all, and its error is the one that is thrown; nothing
/// returns before all have ended.
/// </summary>
internal sealed class SideSteps
{
    private readonly CancellationTokenSource _stop;
    private readonly List<Task> _steps = [];
    private Exception? _failure;

    private SideSteps(CancellationTokenSource stop) => _stop = stop;

    /// <summary>Cancelled by the caller, and when one of the steps has failed.</summary>
    public CancellationToken Stop => _stop.Token;

    /// <summary>Runs the leading step.</summary>
    /// <param name="lead">Starts the others.</param>
    /// <param name="cancellationToken">Stops all.</param>
    public static void Run(Action<SideSteps> lead, CancellationToken cancellationToken)
    {
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        SideSteps steps = new(stop);
        try
        {
            lead(steps);
        }
        catch (Exception exception)
        {
            steps.Fail(exception);
        }
        steps.WaitForAll();
        if (steps._failure is not { } failure) return;
        // Who is stopped by the caller says so, whatever becomes of the steps then.
        cancellationToken.ThrowIfCancellationRequested();
        ExceptionDispatchInfo.Throw(failure);
    }

    /// <summary>Starts a step; the leading one calls this alone.</summary>
    public Task Start(Action step)
    {
        Task task = Task.Factory.StartNew(() => Guard(step), CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        _steps.Add(task);
        return task;
    }

    /// <summary>Stops all: the leading step is at its end with an error, and must not wait for what goes on.</summary>
    public void Fail(Exception exception)
    {
        // What others throw since they were stopped comes later.
        Interlocked.CompareExchange(ref _failure, exception, null);
        _stop.Cancel();
    }

    private void WaitForAll()
    {
        try
        {
            Task.WaitAll(_steps, CancellationToken.None);
        }
        catch (AggregateException)
        {
            // The first failure is kept.
        }
    }

    private void Guard(Action step)
    {
        try
        {
            step();
        }
        catch (Exception exception)
        {
            Fail(exception);
            throw;
        }
    }
}
