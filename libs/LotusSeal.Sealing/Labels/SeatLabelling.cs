namespace LotusSeal.Sealing.Labels;

/// <summary>A layer that a loop labels, alone or with others.</summary>
internal sealed class SeatLabelling(LabelGroups groups, LabelPart part) : ILayerLabelling
{
    /// <inheritdoc/>
    public LayerLabels Labels => part.Labels;

    /// <inheritdoc/>
    public void Run(Action<int, ulong> labelled)
    {
        groups.Tell(part);
        while (part.News.Next(out int nodes, out ulong finished)) labelled(nodes, finished);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        // Nothing that the loop reads or writes may go while it runs.
        part.News.Stop();
        groups.End(part);
    }
}
