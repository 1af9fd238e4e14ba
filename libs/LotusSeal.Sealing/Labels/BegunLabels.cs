using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// What an interrupted PreCommit1 labelled of a layer. It is held from the start, so that nobody takes it for abandoned, and stays for the next try
/// until the layer's turn has come.
/// </summary>
internal sealed class BegunLabels : IDisposable
{
    private BegunLabels(BegunLayer record, PendingFile file) => (Record, File) = (record, file);

    /// <summary>What was noted of it.</summary>
    public BegunLayer Record { get; }

    /// <summary>The unfinished layer, under its old name.</summary>
    public PendingFile File { get; }

    /// <summary>Takes it over; null, with a warning where something was noted, when there is nothing to go on with.</summary>
    /// <param name="config">Sizes.</param>
    /// <param name="cacheDirectory">The cache folder.</param>
    /// <param name="record">What was noted, or null.</param>
    /// <param name="options">Who is warned.</param>
    public static BegunLabels? TakeOver(PoRepConfig config, string cacheDirectory, BegunLayer? record, SealingOptions options)
    {
        if (record is null) return null;
        bool isPossible = record.Layer >= 1 && record.Layer <= config.Layers && record.Nodes > 0 && record.Nodes < config.Nodes
            && record.Owner is not null;
        string path = Path.Combine(cacheDirectory, SectorFileNames.Layer(record.Layer));
        bool leavesMemory = options.LeavesMemory(config.SectorSize);
        if (isPossible && PendingFile.TakeOver(path, record.Owner!, leavesMemory) is { } file) return new BegunLabels(record, file);
        options.Warning?.Invoke($"{path} was begun, but its unfinished file is gone or another process has it; it is labelled from its start.");
        return null;
    }

    /// <summary>Deletes it: it is wrong, or for a layer that needs it no more.</summary>
    public void Discard()
    {
        File.IsKept = false;
        File.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose() => File.Dispose();
}
