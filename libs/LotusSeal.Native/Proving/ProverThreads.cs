using LotusSeal.Native.Interop;
using LotusSeal.Sealing.Backends;

namespace LotusSeal.Native.Proving;

/// <summary>Runs native calls side by side.</summary>
/// <param name="count">Threads at most.</param>
/// <param name="device">Named in faults.</param>
internal sealed unsafe class ProverThreads(int count, string device)
{
    /// <summary>One native call; the flag is for it to look at.</summary>
    public delegate NativeStatus Call(int index, int* stop);

    /// <summary>Threads at most.</summary>
    public int Count => count;

    /// <summary>Makes calls 0 to <paramref name="calls"/> - 1, in any order, and waits for all of them.</summary>
    /// <exception cref="SealingBackendException">One failed; those that had not begun were left out.</exception>
    /// <exception cref="OperationCanceledException">It was stopped.</exception>
    public void Run(int calls, Call call, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        using StopFlag stop = new(cancellationToken);
        int failure = (int)NativeStatus.Ok;
        Parallel.For(0, calls, new ParallelOptions { MaxDegreeOfParallelism = count }, (index, loop) =>
        {
            if (loop.IsStopped) return;
            NativeStatus status = call(index, stop.Pointer);
            if (status == NativeStatus.Ok) return;
            Volatile.Write(ref failure, (int)status);
            loop.Stop();
        });
        cancellationToken.ThrowIfCancellationRequested();
        ((NativeStatus)failure).ThrowIfFailed(BackendStage.Proof, device);
    }
}
