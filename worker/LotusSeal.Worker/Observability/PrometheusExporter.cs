using System.Diagnostics.Metrics;
using System.Globalization;
using System.Text;

namespace LotusSeal.Worker.Observability;

/// <summary>Collects one meter and writes the Prometheus text format (version 0.0.4).</summary>
internal sealed class PrometheusExporter : IDisposable
{
    /// <summary>Content type of <see cref="Write"/>.</summary>
    public const string ContentType = "text/plain; version=0.0.4; charset=utf-8";

    /// <summary>Series kept at most; labels come from small fixed sets, so more means a mistake.</summary>
    private const int MaxSeries = 5000;

    private readonly MeterListener _listener = new();
    private readonly Lock _gate = new();
    private readonly SortedDictionary<string, Family> _families = new(StringComparer.Ordinal);
    private int _series;

    public PrometheusExporter(Meter meter)
    {
        _listener.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter, meter)) listener.EnableMeasurementEvents(instrument);
        };
        _listener.SetMeasurementEventCallback<double>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.SetMeasurementEventCallback<long>((instrument, value, tags, _) => Record(instrument, value, tags));
        _listener.Start();
    }

    /// <summary>Reads the gauges and writes everything.</summary>
    public string Write()
    {
        lock (_gate)
        {
            foreach (Family family in _families.Values.Where(family => family.IsGauge))
            {
                _series -= family.Series.Count;
                family.Series.Clear();
            }
        }

        _listener.RecordObservableInstruments();
        StringBuilder text = new();
        lock (_gate)
        {
            foreach ((string name, Family family) in _families) family.Write(text, name);
        }

        return text.ToString();
    }

    /// <inheritdoc/>
    public void Dispose() => _listener.Dispose();

    private static string Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        if (tags.Length == 0) return "";
        SortedDictionary<string, string> sorted = new(StringComparer.Ordinal);
        foreach ((string key, object? value) in tags) sorted[key] = Escape(Convert.ToString(value, CultureInfo.InvariantCulture) ?? "");
        return string.Join(',', sorted.Select(pair => $"{pair.Key}=\"{pair.Value}\""));
    }

    private static string Escape(string value) =>
        value.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
            .Replace("\n", "\\n", StringComparison.Ordinal);

    private void Record(Instrument instrument, double value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        string labels = Labels(tags);
        lock (_gate)
        {
            if (!_families.TryGetValue(instrument.Name, out Family? family)) _families[instrument.Name] = family = new Family(instrument);
            if (!family.Series.TryGetValue(labels, out Series? series))
            {
                if (_series >= MaxSeries) return;
                _series++;
                family.Series[labels] = series = new Series(family.Bounds.Length);
            }

            series.Record(family, value);
        }
    }

    private sealed class Family(Instrument instrument)
    {
        public bool IsGauge { get; } = instrument.IsObservable;

        public bool IsHistogram { get; } = instrument is Histogram<double>;

        public double[] Bounds { get; } = instrument is Histogram<double> histogram ? [.. histogram.Advice?.HistogramBucketBoundaries ?? []] : [];

        public SortedDictionary<string, Series> Series { get; } = new(StringComparer.Ordinal);

        public void Write(StringBuilder text, string name)
        {
            if (Series.Count == 0) return;
            string type = IsGauge ? "gauge" : IsHistogram ? "histogram" : "counter", suffix = type == "counter" ? "_total" : "";
            text.Append(CultureInfo.InvariantCulture,
                $"# HELP {name}{suffix} {Escape(instrument.Description ?? "")}\n# TYPE {name}{suffix} {type}\n");
            foreach ((string labels, Series series) in Series)
            {
                if (IsHistogram) WriteHistogram(text, name, labels, series);
                else Line(text, name + suffix, labels, series.Value);
            }
        }

        private static void Line(StringBuilder text, string name, string labels, double value) =>
            text.Append(name).Append(labels.Length == 0 ? "" : "{" + labels + "}").Append(' ')
                .Append(value.ToString("R", CultureInfo.InvariantCulture)).Append('\n');

        private void WriteHistogram(StringBuilder text, string name, string labels, Series series)
        {
            string prefix = labels.Length == 0 ? "" : labels + ",";
            long below = 0;
            for (int i = 0; i < Bounds.Length; i++)
            {
                below += series.Buckets[i];
                Line(text, name + "_bucket", $"{prefix}le=\"{Bounds[i].ToString(CultureInfo.InvariantCulture)}\"", below);
            }

            Line(text, name + "_bucket", prefix + "le=\"+Inf\"", series.Count);
            Line(text, name + "_sum", labels, series.Value);
            Line(text, name + "_count", labels, series.Count);
        }
    }

    private sealed class Series(int bounds)
    {
        public double Value { get; private set; }
        public long Count { get; private set; }
        public long[] Buckets { get; } = new long[bounds];

        public void Record(Family family, double value)
        {
            Value = family.IsGauge ? value : Value + value;
            Count++;
            int bucket = Array.FindIndex(family.Bounds, bound => value <= bound);
            if (bucket >= 0) Buckets[bucket]++;
        }
    }
}
