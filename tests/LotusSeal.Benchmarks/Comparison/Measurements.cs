using System.Globalization;

namespace LotusSeal.Benchmarks.Comparison;

/// <summary>Seconds of the same step, ours and the reference's, taken in turn.</summary>
internal sealed class Measurements(string step, string target)
{
    private readonly List<double> _ours = [];
    private readonly List<double> _reference = [];

    public string Step { get; } = step;

    /// <summary>What is to be reached: a ratio, or seconds.</summary>
    public string Target { get; } = target;

    public double Ours => Median(_ours);
    public double Reference => Median(_reference);
    public double Ratio => Ours / Reference;

    public void AddOurs(double seconds) => _ours.Add(seconds);

    public void AddReference(double seconds) => _reference.Add(seconds);

    public string[] Row() =>
    [
        Step,
        Format(Ours),
        Format(Reference),
        Ratio.ToString("F2", CultureInfo.InvariantCulture),
        Target,
        _ours.Count.ToString(CultureInfo.InvariantCulture),
    ];

    private static string Format(double seconds) => seconds.ToString(seconds < 10 ? "F3" : "F1", CultureInfo.InvariantCulture);

    private static double Median(List<double> values)
    {
        double[] sorted = [.. values.Order()];
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[sorted.Length / 2 - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
