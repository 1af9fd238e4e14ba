namespace LotusSeal.Cuda.Telemetry;

/// <summary>A thread that calls NVML, which can hang: it holds nobody up, and nothing that is thrown in it ends the process.</summary>
internal sealed class WatchThread
{
    private readonly Thread _thread;

    /// <summary>Starts it.</summary>
    /// <param name="name">Its name, at most 15 characters.</param>
    /// <param name="run">What it does.</param>
    /// <param name="broken">Told what was thrown; throws nothing.</param>
    public WatchThread(string name, Action run, Action<Exception> broken)
    {
        _thread = new Thread(() =>
        {
            try
            {
                run();
            }
            catch (Exception exception)
            {
                broken(exception);
            }
        })
        { IsBackground = true, Name = name };
        _thread.Start();
    }

    /// <summary>Waits for its end.</summary>
    /// <returns>False when it has not come in time.</returns>
    public bool Join(TimeSpan patience) => _thread.Join(patience);
}
