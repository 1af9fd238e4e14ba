using System.Diagnostics;
using System.Globalization;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Benchmarks.Cores;

/// <summary>Another backend's labels, with what the kernel says of the thread that makes them.</summary>
/// <param name="labels">Labels.</param>
/// <param name="sectors">Sectors in a loop; others are not counted.</param>
internal sealed class TimedLabels(LabelBackend labels, int sectors) : LabelBackend(labels.Device, labels.MaxChains)
{
    private ulong _labels;
    private double _wall, _running, _waiting;

    /// <summary>Nanoseconds a label since the last call: by the clock, of the processor, and of waiting for it.</summary>
    public (double Wall, double Running, double Waiting) Take()
    {
        (double, double, double) taken = (_wall / _labels, _running / _labels, _waiting / _labels);
        (_labels, _wall, _running, _waiting) = (0, 0, 0, 0);
        return taken;
    }

    /// <inheritdoc/>
    protected override void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
    {
        if (chains.Length != sectors)
        {
            labels.Label(chains, firstNode, parents);
            return;
        }
        (double running, double waiting) = Now();
        long begin = Stopwatch.GetTimestamp();
        labels.Label(chains, firstNode, parents);
        _wall += Stopwatch.GetElapsedTime(begin).TotalNanoseconds;
        (double ran, double waited) = Now();
        (_running, _waiting) = (_running + ran - running, _waiting + waited - waiting);
        _labels += (ulong)(chains.Length * parents.Length / SectorGraph.Degree);
    }

    /// <summary>Nanoseconds on a processor, and ready to run without one. The first lags by a tick of the kernel, which evens out.</summary>
    private static (double Running, double Waiting) Now()
    {
        string[] words = File.ReadAllText("/proc/thread-self/schedstat").Split(' ');
        return (double.Parse(words[0], CultureInfo.InvariantCulture), double.Parse(words[1], CultureInfo.InvariantCulture));
    }
}
