using System.Globalization;
using System.Text;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Lotus.Text;

/// <summary>Which workers a list shows: a worker belongs to a list by its first task; one without tasks is in both (protocol spec 6.1).</summary>
public enum WorkersListKind
{
    Sealing,
    Proving,
}

/// <summary>
/// The text of <c>sealing workers</c> and <c>proving workers</c> (protocol spec 6.1), and of the v0.3.0 <c>workers list</c> (protocol spec 6.7).
/// </summary>
public static class WorkersListText
{
    /// <summary>The current form; empty without workers, else every line ends with a newline.</summary>
    /// <param name="workers">Statistics by worker UUID.</param>
    /// <param name="kind">Sealing or proving workers.</param>
    /// <param name="painter">Colours or none.</param>
    public static string Format(IReadOnlyDictionary<string, WorkerStats> workers, WorkersListKind kind, AnsiPainter painter)
    {
        StringBuilder text = new();
        foreach ((string id, WorkerStats worker) in workers.OrderBy(pair => pair.Key, StringComparer.Ordinal))
        {
            if (Belongs(worker, kind)) AppendWorker(text, id, worker, painter);
        }

        return text.ToString();
    }

    /// <summary>The v0.3.0 form, sorted by worker number, integer arithmetic rounding down.</summary>
    public static string FormatV0(IReadOnlyDictionary<string, V0WorkerStats> workers, AnsiPainter painter)
    {
        StringBuilder text = new();
        foreach ((string number, V0WorkerStats worker) in workers.OrderBy(pair => ulong.Parse(pair.Key, CultureInfo.InvariantCulture)))
            AppendV0Worker(text, number, worker, painter);
        return text.ToString();
    }

    private static bool Belongs(WorkerStats worker, WorkersListKind kind)
    {
        if (worker.Tasks is not { Length: > 0 } tasks) return true;
        bool proving = tasks[0] is TaskTypes.WindowPoSt or TaskTypes.WinningPoSt;
        return proving == (kind == WorkersListKind.Proving);
    }

    private static void AppendWorker(StringBuilder text, string id, WorkerStats worker, AnsiPainter painter)
    {
        WorkerResources has = worker.Info.Resources;
        string disabled = worker.Enabled ? "" : painter.Paint(AnsiColor.Red, " (disabled)");
        text.Append(CultureInfo.InvariantCulture, $"Worker {id}, host {painter.Paint(AnsiColor.Magenta, worker.Info.Hostname)}{disabled}\n");
        AppendTasks(text, worker, painter);
        string cpuBar = Bar.Draw(painter, has.Cpus, 0, worker.CpuUse);
        text.Append(CultureInfo.InvariantCulture, $"\tCPU:  [{cpuBar}] {worker.CpuUse}/{has.Cpus} core(s) in use\n");

        ulong ramReserved = has.MemUsed > worker.MemUsedMin ? has.MemUsed - worker.MemUsedMin : 0;
        // Lotus shows the tasks' share plus all memory in use, although the bar counts that share once.
        AppendMemory(text, "RAM: ", painter, has.MemPhysical, ramReserved, worker.MemUsedMin, worker.MemUsedMin + has.MemUsed);

        ulong used = has.MemUsed + has.MemSwapUsed;
        ulong vmemReserved = used > worker.MemUsedMax ? used - worker.MemUsedMax : 0;
        AppendMemory(text, "VMEM:", painter, has.MemPhysical + has.MemSwap, vmemReserved, worker.MemUsedMax, worker.MemUsedMax + vmemReserved);
        AppendGpus(text, worker, painter);
    }

    private static void AppendTasks(StringBuilder text, WorkerStats worker, AnsiPainter painter)
    {
        List<(string Task, int Count, int Max)> counts = [];
        foreach ((string key, int count) in worker.TaskCounts ?? [])
        {
            if (count <= 0) continue;
            int colon = key.IndexOf(':', StringComparison.Ordinal);
            string proof = colon < 0 ? "" : key[..colon], task = key[(colon + 1)..];
            int max = worker.Info.Resources.Resources?.GetValueOrDefault(task)?.GetValueOrDefault(proof)?.MaxConcurrent ?? 0;
            counts.Add((task, count, max));
        }

        if (counts.Count == 0) return;
        text.Append("\tTASK: ");
        foreach ((string task, int count, int max) in counts.OrderBy(entry => TaskTypes.Order(entry.Task))
            .ThenBy(entry => entry.Task, StringComparer.Ordinal))
        {
            AnsiColor color = max <= 0 ? AnsiColor.Cyan : count < max ? AnsiColor.Green : AnsiColor.Yellow;
            string number = painter.Paint(color, count.ToString(CultureInfo.InvariantCulture));
            string limit = max > 0 ? string.Create(CultureInfo.InvariantCulture, $"/{max}") : "";
            text.Append(CultureInfo.InvariantCulture, $"{painter.Paint(AnsiColor.Blue, TaskTypes.ShortName(task))}({number}{limit}) ");
        }

        text.Append('\n');
    }

    private static void AppendMemory(StringBuilder text, string label, AnsiPainter painter, ulong total, ulong reserved, ulong tasks, ulong shown)
    {
        ulong percent = total == 0 ? 0 : (ulong)((UInt128)(tasks + reserved) * 100 / total);
        string bar = Bar.Draw(painter, total, reserved, tasks);
        text.Append(CultureInfo.InvariantCulture, $"\t{label} [{bar}] {percent}% {SizeText.Format(shown)}/{SizeText.Format(total)}\n");
    }

    private static void AppendGpus(StringBuilder text, WorkerStats worker, AnsiPainter painter)
    {
        if (worker.Info.Resources.Gpus is not { Length: > 0 } gpus) return;
        string bar = painter.Paint(AnsiColor.Green, Bar.Draw(painter, gpus.Length, 0, worker.GpuUsed));
        double percent = Math.Round(worker.GpuUsed * 100 / gpus.Length, MidpointRounding.ToEven);
        text.Append(CultureInfo.InvariantCulture, $"\tGPU:  [{bar}] {percent:F0}% {worker.GpuUsed:F2}/{gpus.Length} gpu(s) in use\n");
        foreach (string gpu in gpus)
            text.Append("\tGPU: ").Append(GpuText(gpu, worker.GpuUsed > 0, painter)).Append('\n');
    }

    private static void AppendV0Worker(StringBuilder text, string number, V0WorkerStats worker, AnsiPainter painter)
    {
        V0WorkerResources has = worker.Info.Resources;
        text.Append(CultureInfo.InvariantCulture, $"Worker {number}, host {painter.Paint(AnsiColor.Magenta, worker.Info.Hostname)}\n");
        text.Append(CultureInfo.InvariantCulture, $"\tCPU:  [{Bar.DrawFloor(painter, has.Cpus, 0, worker.CpuUse)}] {worker.CpuUse} core(s) in use\n");
        AppendV0Memory(text, "RAM: ", painter, has.MemPhysical, has.MemReserved, worker.MemUsedMin);
        AppendV0Memory(text, "VMEM:", painter, has.MemPhysical + has.MemSwap, has.MemReserved, worker.MemUsedMax);
        foreach (string gpu in has.Gpus ?? [])
            text.Append("\tGPU: ").Append(GpuText(gpu, worker.GpuUsed, painter)).Append('\n');
    }

    private static void AppendV0Memory(StringBuilder text, string label, AnsiPainter painter, ulong total, ulong reserved, ulong tasks)
    {
        ulong percent = total == 0 ? 0 : (ulong)((UInt128)(tasks + reserved) * 100 / total);
        string bar = Bar.DrawFloor(painter, total, reserved, tasks);
        text.Append(CultureInfo.InvariantCulture, $"\t{label} [{bar}] {percent}% {SizeText.Format(tasks + reserved)}/{SizeText.Format(total)}\n");
    }

    private static string GpuText(string name, bool used, AnsiPainter painter) =>
        painter.Paint(used ? AnsiColor.Green : AnsiColor.Blue, used ? $"{name}, used" : $"{name}, not used");
}
