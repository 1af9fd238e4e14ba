using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using LotusSeal.Worker.Observability;
using Prometheus;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>One value of a metric.</summary>
/// <param name="Family">Name without the suffix that a histogram adds.</param>
/// <param name="Labels">Without a histogram's <c>le</c>.</param>
internal sealed record MetricSample(string Family, IReadOnlyDictionary<string, string> Labels, double Value);

/// <summary>A scrape in the text format of Prometheus.</summary>
/// <param name="Types">Type of each family, also of one without a sample.</param>
/// <param name="Samples">In the order of the text.</param>
internal sealed partial record MetricsScrape(IReadOnlyDictionary<string, string> Types, IReadOnlyList<MetricSample> Samples)
{
    /// <summary>Reads a scrape; a line that the format does not know fails the test.</summary>
    public static MetricsScrape Parse(string text)
    {
        Dictionary<string, string> types = [];
        List<MetricSample> samples = [];
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            if (line.StartsWith("# HELP ", StringComparison.Ordinal)) continue;
            if (TypeLine().Match(line) is { Success: true } type)
            {
                types.Add(type.Groups[1].Value, type.Groups[2].Value);
                continue;
            }

            Match sample = SampleLine().Match(line);
            Assert.True(sample.Success, line);
            samples.Add(new MetricSample(FamilyOf(sample.Groups[1].Value, types),
                LabelPair().Matches(sample.Groups[2].Value).Where(pair => pair.Groups[1].Value != "le")
                    .ToDictionary(pair => pair.Groups[1].Value, pair => pair.Groups[2].Value),
                double.Parse(sample.Groups[3].Value, CultureInfo.InvariantCulture)));
        }

        return new MetricsScrape(types, samples);
    }

    /// <summary>Scrapes without a server.</summary>
    public static async Task<MetricsScrape> OfAsync(WorkerMetrics metrics)
    {
        using MemoryStream stream = new();
        await metrics.WriteAsync(stream, ExpositionFormat.PrometheusText, CancellationToken.None);
        return Parse(Encoding.UTF8.GetString(stream.ToArray()));
    }

    /// <summary>The values of a family that has one label or none, by that label's value.</summary>
    public IReadOnlyDictionary<string, double> Values(string family) =>
        Samples.Where(sample => sample.Family == family).ToDictionary(sample => sample.Labels.Values.SingleOrDefault(""), sample => sample.Value);

    /// <summary>The family of a name: a histogram's suffix is no part of it.</summary>
    public static string FamilyOf(string name, IReadOnlyDictionary<string, string> types) =>
        HistogramSuffix().Replace(name, "") is { } family && types.GetValueOrDefault(family) == "histogram" ? family : name;

    [GeneratedRegex("^# TYPE ([a-z_]+) (counter|gauge|histogram)$")]
    private static partial Regex TypeLine();

    [GeneratedRegex("""^([a-z_]+)(?:\{((?:[a-z]+="(?:[^"\\\n]|\\.)*",?)+)\})? (-?[0-9.eE+-]+)$""")]
    private static partial Regex SampleLine();

    [GeneratedRegex("""([a-z]+)="((?:[^"\\]|\\.)*)"(?:,|$)""")]
    private static partial Regex LabelPair();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex HistogramSuffix();
}
