using System.Globalization;
using System.Text;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>The text of <c>info</c> (protocol spec 6.4).</summary>
public static class WorkerInfoText
{
    /// <summary>Formats what a worker said of itself.</summary>
    public static string Format(uint apiVersion, string cliVersion, Guid session, bool enabled, WorkerInfo info, IEnumerable<string> tasks,
        IEnumerable<StoragePath> paths)
    {
        ArgumentNullException.ThrowIfNull(info);
        WorkerResources has = info.Resources;
        StringBuilder text = new();
        text.Append(CultureInfo.InvariantCulture, $"Worker version:  {apiVersion >> 16}.{(apiVersion >> 8) & 0xff}.{apiVersion & 0xff}\n");
        text.Append(CultureInfo.InvariantCulture, $"CLI version: {cliVersion}\n\n");
        text.Append(CultureInfo.InvariantCulture, $"Session: {session}\n");
        text.Append(CultureInfo.InvariantCulture, $"Enabled: {(enabled ? "true" : "false")}\n");
        text.Append(CultureInfo.InvariantCulture, $"Hostname: {info.Hostname}\n");
        text.Append(CultureInfo.InvariantCulture, $"CPUs: {has.Cpus}; GPUs: [{string.Join(' ', has.Gpus ?? [])}]\n");
        text.Append(CultureInfo.InvariantCulture, $"RAM: {SizeText.Format(has.MemUsed)}/{SizeText.Format(has.MemPhysical)}; ");
        text.Append(CultureInfo.InvariantCulture, $"Swap: {SizeText.Format(has.MemSwapUsed)}/{SizeText.Format(has.MemSwap)}\n");
        text.Append("Task types: ");
        foreach (string task in tasks.OrderBy(TaskTypes.Order).ThenBy(task => task, StringComparer.Ordinal))
            text.Append(TaskTypes.ShortName(task)).Append(' ');
        text.Append("\n\n");
        return text.Append(FormatPaths(paths)).ToString();
    }

    /// <summary>The storage paths, as the last part of <c>info</c>.</summary>
    public static string FormatPaths(IEnumerable<StoragePath> paths)
    {
        StringBuilder text = new();
        foreach (StoragePath path in paths)
        {
            text.Append(CultureInfo.InvariantCulture, $"{path.Id}:\n\tWeight: {path.Weight}; Use: ");
            // Lotus repeats the word and ends no line for a path with neither use.
            text.Append(path.CanSeal || path.CanStore ? $"{(path.CanSeal ? "Seal " : "")}{(path.CanStore ? "Store" : "")}\n" : "Use: ReadOnly");
            text.Append(CultureInfo.InvariantCulture, $"\tLocal: {path.LocalPath}\n");
        }

        return text.ToString();
    }
}
