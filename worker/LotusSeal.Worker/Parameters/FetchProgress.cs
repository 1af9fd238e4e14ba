using System.Diagnostics;
using System.Globalization;
using LotusSeal.Lotus.Text;

namespace LotusSeal.Worker.Parameters;

/// <summary>Says now and then how far a download is.</summary>
internal sealed class FetchProgress(string name, TimeSpan interval, Action<string> report)
{
    private readonly Stopwatch _watch = Stopwatch.StartNew();
    private TimeSpan _last;
    private long _received;

    /// <summary>Counts bytes and writes a line when it is time.</summary>
    /// <param name="bytes">Received since the last call.</param>
    /// <param name="have">Bytes of the file that are there.</param>
    /// <param name="total">Bytes of the whole file, or null when the gateway did not say.</param>
    public void Advance(int bytes, long have, long? total)
    {
        _received += bytes;
        if (_watch.Elapsed - _last < interval) return;
        _last = _watch.Elapsed;
        double rate = _received / _watch.Elapsed.TotalSeconds;
        string of = total is long size ? $" of {SizeText.Format(size)}" : "";
        string left = total is long end && rate >= 1 ? $", {DurationText.Format(TimeSpan.FromSeconds(Math.Round((end - have) / rate)))} left" : "";
        report(string.Create(CultureInfo.InvariantCulture, $"{name}: {SizeText.Format(have)}{of}, {SizeText.Format((long)rate)}/s{left}"));
    }
}
