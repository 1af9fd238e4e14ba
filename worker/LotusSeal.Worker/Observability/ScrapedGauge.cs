using Prometheus;

namespace LotusSeal.Worker.Observability;

/// <summary>A gauge whose series are those of the last reading: what is gone, a path or a job, leaves none behind.</summary>
internal sealed class ScrapedGauge(Gauge gauge)
{
    /// <summary>Replaces all series.</summary>
    /// <param name="values">Values of the labels in their order, and the number.</param>
    public void Replace(IEnumerable<(string[] Labels, double Value)> values)
    {
        List<string[]> gone = [.. gauge.GetAllLabelValues()];
        foreach ((string[] labels, double value) in values)
        {
            gauge.WithLabels(labels).Set(value);
            gone.RemoveAll(old => old.AsSpan().SequenceEqual(labels));
        }

        foreach (string[] labels in gone) gauge.RemoveLabelled(labels);
    }
}
