using System.Diagnostics;

namespace LotusSeal.Cuda.Proofs;

/// <summary>When the device was given something to do that is not done: a driver that hangs gives no error, and is told by nothing else.</summary>
internal sealed class DeviceCall
{
    private long _began;

    /// <summary>How long it has been since; zero when there is nothing.</summary>
    public TimeSpan Lasted => Interlocked.Read(ref _began) is > 0 and long began ? Stopwatch.GetElapsedTime(began) : TimeSpan.Zero;

    /// <summary>Something begins, and ends with what is returned.</summary>
    public Span Begin()
    {
        Interlocked.Exchange(ref _began, Stopwatch.GetTimestamp());
        return new Span(this);
    }

    /// <summary>Ends a call.</summary>
    internal readonly struct Span(DeviceCall call) : IDisposable
    {
        /// <inheritdoc/>
        public void Dispose() => Interlocked.Exchange(ref call._began, 0);
    }
}
