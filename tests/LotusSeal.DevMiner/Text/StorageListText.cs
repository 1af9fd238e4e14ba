using System.Globalization;
using System.Text;
using LotusSeal.Lotus.Text;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Text;

/// <summary>A path as <c>storage list</c> shows it.</summary>
/// <param name="Info">What the index knows; null when it does not answer.</param>
/// <param name="Id">The path's id.</param>
/// <param name="Stat">Its space; null when nobody tells.</param>
/// <param name="Error">Why there is no space to show.</param>
/// <param name="Files">What it holds.</param>
/// <param name="LocalPath">Its folder on the miner, or null.</param>
/// <param name="Latency">How long its owner took to answer.</param>
public sealed record ListedPath(string Id, StorageInfo? Info, FsStat? Stat, string? Error, IReadOnlyList<SectorDeclaration> Files,
    string? LocalPath, TimeSpan Latency);

/// <summary>The text of <c>storage list</c> (protocol spec 6.6).</summary>
public static class StorageListText
{
    private const int Columns = 50;
    private static readonly long LatencyStep = TimeSpan.FromMicroseconds(100).Ticks;

    /// <summary>Paths by capacity, largest first, then by id.</summary>
    public static string Format(IEnumerable<ListedPath> paths, AnsiPainter painter)
    {
        StringBuilder text = new();
        foreach (ListedPath path in paths.OrderByDescending(path => path.Stat?.Capacity ?? 0).ThenBy(path => path.Id, StringComparer.Ordinal))
            Append(text, path, painter);
        return text.ToString();
    }

    private static void Append(StringBuilder text, ListedPath path, AnsiPainter painter)
    {
        text.Append(path.Id).Append(":\n");
        if (path.Stat is not { } stat || path.Info is not { } info)
        {
            text.Append(CultureInfo.InvariantCulture, $"\t{painter.Paint(AnsiColor.Red, "Error")}: {path.Error}:\n\n");
            return;
        }

        AppendSpace(text, stat, painter);
        int Count(SectorFileType type) => path.Files.Count(file => file.SectorFileType.HasFlag(type));
        text.Append(CultureInfo.InvariantCulture, $"\tUnsealed: {Count(SectorFileType.Unsealed)}; Sealed: {Count(SectorFileType.Sealed)}; ");
        text.Append(CultureInfo.InvariantCulture, $"Caches: {Count(SectorFileType.Cache)}; Updated: {Count(SectorFileType.Update)}; ");
        text.Append(CultureInfo.InvariantCulture,
            $"Update-caches: {Count(SectorFileType.UpdateCache)}; Reserved: {SizeText.Format(stat.Reserved)}\n");
        string use = info.CanSeal || info.CanStore ? (info.CanSeal ? "Seal " : "") + (info.CanStore ? "Store" : "") : "ReadOnly";
        text.Append(CultureInfo.InvariantCulture, $"\tWeight: {info.Weight}; Use: {use}\n");
        AppendList(text, "Groups", info.Groups);
        AppendList(text, "AllowTo", info.AllowTo);
        AppendList(text, "Allow Types", info.AllowTypes);
        AppendList(text, "Deny Types", info.DenyTypes);
        if (path.LocalPath is not null) text.Append(CultureInfo.InvariantCulture, $"\tLocal: {path.LocalPath}\n");
        foreach ((int index, string url) in (info.Urls ?? []).Index())
        {
            TimeSpan latency = new(path.Latency.Ticks / LatencyStep * LatencyStep);
            string shown = index == 0 && path.LocalPath is null ? $" (latency: {DurationText.Format(latency)})" : "";
            text.Append(CultureInfo.InvariantCulture, $"\tURL: {url}{shown}\n");
        }

        text.Append('\n');
    }

    private static void AppendSpace(StringBuilder text, FsStat stat, AnsiPainter painter)
    {
        long inUse = stat.Capacity - stat.FsAvailable;
        AppendBar(text, painter, inUse, inUse - stat.Reserved, stat.Capacity, stat.Max > 0 ? " (filesystem)" : "");
        if (stat.Max > 0) AppendBar(text, painter, stat.Used + stat.Reserved, stat.Used, stat.Max, " (limit)");
    }

    private static void AppendBar(StringBuilder text, AnsiPainter painter, long taken, long used, long total, string description)
    {
        long percent = Share(taken, total, 100);
        AnsiColor color = percent > 98 ? AnsiColor.Red : percent > 90 ? AnsiColor.Yellow : AnsiColor.Green;
        int all = (int)Math.Clamp(Share(taken, total, Columns), 0, Columns), own = (int)Math.Clamp(Share(used, total, Columns), 0, all);
        string bar = new string('#', own) + new string('*', all - own) + new string(' ', Columns - all);
        string share = painter.Paint(color, string.Create(CultureInfo.InvariantCulture, $"{percent}%"));
        text.Append(CultureInfo.InvariantCulture,
            $"\t[{painter.Paint(color, bar)}] {SizeText.Format(taken)}/{SizeText.Format(total)} {share}{description}\n");
    }

    private static long Share(long part, long total, int of) => total <= 0 ? 0 : (long)((Int128)part * of / total);

    private static void AppendList(StringBuilder text, string name, string[]? values)
    {
        if (values is { Length: > 0 }) text.Append(CultureInfo.InvariantCulture, $"\t{name}: {string.Join(", ", values)}\n");
    }
}
