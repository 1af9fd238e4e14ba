using System.Globalization;
using System.Text;
using LotusSeal.Cuda.Checks;
using LotusSeal.Cuda.Telemetry;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>The report for a person.</summary>
internal static class GpuCheckText
{
    /// <summary>Kernels of a proof that are worth a line.</summary>
    private const int MostKernels = 12;

    /// <summary>Some lines for a device.</summary>
    public static string Write(GpuCheckReport report)
    {
        StringBuilder text = new();
        Line($"{report.Device}");
        Line($"  known answers: {report.KnownAnswers ?? "right"} ({report.OpenSeconds:F2} s with the opening of the device)");
        if (report.Ceilings is not { } ceilings) return text.ToString();
        Line($"  peak: {ceilings.WideProductsPerSecond / 1e12:F3} T/s wide products; copies {ceilings.UploadBytesPerSecond / 1e9:F1} GB/s to it, "
            + $"{ceilings.DownloadBytesPerSecond / 1e9:F1} GB/s back");
        foreach (HashRate hash in report.Hashes)
        {
            Line($"  Poseidon {hash.Arity,2}: {hash.PerSecond / 1e6,7:F2} M/s, {hash.ShareOfPeak:P1} of the peak at {hash.WideProducts} products; "
                + $"{hash.Registers} registers, {hash.LocalBytes} bytes of local memory, {hash.BlocksOfMultiprocessor} blocks a multiprocessor");
        }
        foreach (ReplicaCheck replica in report.Replicas)
        {
            Line($"  PreCommit2 of {replica.Bytes >> 20} MiB, {replica.Layers} layers: {replica.Seconds:F3} s, "
                + $"{Shares(replica.Roofline)}; {Verdict(replica.IsEqual)}{Processor(replica.ProcessorSeconds)}");
        }
        foreach (UpdateCheck update in report.Updates)
        {
            Line($"  update of {update.Bytes >> 20} MiB: {update.Seconds:F3} s, {Shares(update.Roofline)}; "
                + $"{Verdict(update.IsEqual)}{Processor(update.ProcessorSeconds)}");
        }
        foreach (ProofCheck proof in report.Proofs)
        {
            if (proof.Seconds == 0) Line($"  {proof.What}{(proof.IsEqual == false ? ": WRONG" : "")}");
            else Line($"  {proof.What}: {proof.Seconds:F3} s, {proof.Size / proof.Seconds / 1e6:F1} M/s, {Shares(proof.Roofline)}; "
                + $"{Verdict(proof.IsEqual)}{Processor(proof.ProcessorSeconds)}");
        }
        foreach (PartitionCheck partition in report.Partitions)
        {
            Line($"  Commit2 of a partition of {partition.Bytes >> 10} KiB: {Verdict(partition.IsEqual)}");
            Line($"    first:  {Steps(partition.First)}");
            Line($"    second: {Steps(partition.Second)}");
            Line($"    {partition.InARow}, one after the other: {partition.RowSeconds:F2} s, {partition.RowSeconds / partition.InARow:F2} s each");
            if (partition.Processor is { } steps) Line($"    processor: {Steps(steps)}");
            foreach (KernelTime kernel in partition.Kernels.Take(MostKernels)) Line($"    second, {Kernel(kernel)}");
        }
        foreach (KernelTime kernel in report.Kernels) Line($"    {Kernel(kernel)}");
        Line($"  at its highest power: {(report.Busiest is { } busiest ? Describe(busiest) : report.Unreadable ?? "no reading")}");
        Line($"  32 GiB by the rates of the hashes: {report.Extrapolated:F1} s");
        return text.ToString();

        void Line(string line) => text.Append(line).Append('\n');
    }

    private static string Describe(DeviceReading reading)
    {
        string limits = reading.ClockLimits is { Count: > 0 } names ? $"limited by {ClockLimitsText.Words(names)}" : "not limited";
        return string.Create(CultureInfo.InvariantCulture,
            $"{reading.PowerWatts:F0} W of {reading.PowerLimitWatts:F0}, {reading.TemperatureCelsius} C, "
            + $"{reading.MultiprocessorMegahertz} MHz of {reading.HighestMegahertz}, {limits}");
    }

    private static string Shares(Roofline? roofline) => roofline is null ? "not held against the peak"
        : Invariant($"{roofline.ShareOfPeak:P1} of the peak, {roofline.ShareOfBus:P1} of the bus");

    private static string Invariant(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);

    private static string Kernel(KernelTime time) => Invariant($"{time.Kernel}: {time.Launches} launches, {time.Seconds * 1000:F2} ms")
        + (time.ShareOfPeak is { } share ? Invariant($", {share:P1} of the peak") : "");

    private static string Verdict(bool? isEqual) => isEqual switch
    {
        true => "equal to the processor's",
        false => "WRONG",
        null => "not compared",
    };

    private static string Steps(IReadOnlyList<StepTime> steps) => string.Join(", ", steps.Append(new StepTime("all", steps.Sum(step => step.Seconds)))
        .Select(step => string.Create(CultureInfo.InvariantCulture, $"{step.Step} {step.Seconds:F2} s")));

    private static string Processor(double? processorSeconds) =>
        processorSeconds is { } seconds ? string.Create(CultureInfo.InvariantCulture, $", which took {seconds:F2} s") : "";
}
