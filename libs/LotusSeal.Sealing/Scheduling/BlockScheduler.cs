using System.Runtime.ExceptionServices;

namespace LotusSeal.Sealing.Scheduling;

/// <summary>Runs numbered blocks on several threads, lowest number first, so that files are read nearly in order.</summary>
public static class BlockScheduler
{
    /// <summary>Runs every block once; the first failure stops the rest and is thrown as it was.</summary>
    /// <param name="blocks">Number of blocks.</param>
    /// <param name="threads">Most threads at a time.</param>
    /// <param name="createState">Makes what one thread keeps between blocks, for instance its buffers.</param>
    /// <param name="run">Works on one block.</param>
    /// <param name="cancellationToken">Checked before each block.</param>
    public static void Run<TState>(long blocks, int threads, Func<TState> createState, Action<long, TState> run, CancellationToken cancellationToken)
        where TState : IDisposable
    {
        long next = -1;
        using CancellationTokenSource stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        Exception? failure = null;
        Task[] workers = new Task[(int)Math.Clamp(Math.Min(blocks, threads), 1, int.MaxValue)];
        for (int i = 0; i < workers.Length; i++)
            workers[i] = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Task.WaitAll(workers, CancellationToken.None);
        if (failure is not null) ExceptionDispatchInfo.Throw(failure);
        cancellationToken.ThrowIfCancellationRequested();

        void Work()
        {
            try
            {
                using TState state = createState();
                for (long block; !stop.IsCancellationRequested && (block = Interlocked.Increment(ref next)) < blocks;) run(block, state);
            }
            catch (Exception exception) when (!stop.IsCancellationRequested)
            {
                Interlocked.CompareExchange(ref failure, exception, null);
                stop.Cancel();
            }
            catch (Exception) when (stop.IsCancellationRequested)
            {
                // Another block failed or the caller cancelled; that is what gets reported.
            }
        }
    }
}
