using System.Globalization;
using System.Text;
using LotusSeal.Cuda.Telemetry;
using LotusSeal.Lotus.Text;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>The GPUs, as the last part of <c>info</c>; nothing without one.</summary>
public static class GpuInfoText
{
    /// <summary>Some lines for each GPU; what a device does not tell is left out.</summary>
    public static string Format(GpuList list)
    {
        ArgumentNullException.ThrowIfNull(list);
        StringBuilder text = new();
        foreach (GpuReport gpu in list.Gpus)
        {
            string use = gpu.Retired is not null ? "Retired" : gpu.Tasks.Count > 0 ? $"Use: {string.Join(' ', gpu.Tasks)}" : "Use: None";
            text.Append(CultureInfo.InvariantCulture, $"{gpu.Gpu}:\n\t{gpu.Name} at {gpu.PciAddress}; {use}\n");
            if (gpu.Retired is not null) text.Append(CultureInfo.InvariantCulture, $"\tRetired until the worker is started again: {gpu.Retired}\n");
            if (gpu.Reading is { } reading) Append(text, reading);
            foreach (XidError error in gpu.Xid)
                text.Append(CultureInfo.InvariantCulture, $"\t{error}, {error.Count} time(s), last at {error.LastTime:yyyy-MM-dd HH:mm:ss}Z\n");
        }
        return text.ToString();
    }

    private static void Append(StringBuilder text, DeviceReading reading)
    {
        string limit = reading.PowerLimitWatts is { } most ? Invariant($" of {most:F0}") : "";
        string highest = reading.HighestMegahertz is { } megahertz ? Invariant($" of {megahertz}") : "";
        string reasons = reading.ClockLimits is { Count: > 0 } limits ? $" (limited by {ClockLimitsText.Words(limits)})" : "";
        Line(reading.TemperatureCelsius is { } celsius ? Invariant($"Temperature: {celsius} C") : null,
            reading.PowerWatts is { } watts ? Invariant($"Power: {watts:F0} W{limit}") : null,
            reading is { MemoryUsedBytes: { } used, MemoryTotalBytes: { } total }
                ? $"Memory: {SizeText.Format(used)}/{SizeText.Format(total)}" : null);
        Line(reading.MultiprocessorMegahertz is { } clock ? Invariant($"Clock: {clock}{highest} MHz{reasons}") : null,
            reading.MemoryMegahertz is { } memory ? Invariant($"Memory clock: {memory} MHz") : null,
            reading.UncorrectedErrors is { } errors ? Invariant($"Uncorrectable memory errors: {errors}") : null);

        void Line(params string?[] parts)
        {
            if (parts.OfType<string>().ToArray() is { Length: > 0 } known) text.Append('\t').AppendJoin("; ", known).Append('\n');
        }
    }

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
