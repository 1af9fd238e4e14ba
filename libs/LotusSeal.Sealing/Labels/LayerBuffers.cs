using LotusSeal.Sealing.Memory;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// The two layers in memory that labels are made in. Both are taken at the first need: a run has its memory then, or fails at once.
/// </summary>
/// <param name="layerSize">Bytes of a layer.</param>
/// <param name="options">Says what pages there are, and hears what came.</param>
/// <param name="owner">What is labelled, for the log.</param>
/// <param name="node">The NUMA node near to the label thread, or null.</param>
internal sealed class LayerBuffers(ulong layerSize, SealingOptions options, string owner, int? node = null) : IDisposable
{
    /// <summary>Layers that a run has in memory: the one under work and the one below.</summary>
    public const int Count = 2;

    private readonly Stack<LayerMemory> _free = new();
    private bool _isTaken;

    /// <summary>A layer of uninitialised memory; the caller's from now on.</summary>
    /// <exception cref="SealingException">There is no memory.</exception>
    public LayerMemory Take(CancellationToken cancellationToken)
    {
        if (!_isTaken) TakeAll(cancellationToken);
        return _free.TryPop(out LayerMemory? layer) ? layer : LayerMemory.Allocate(layerSize, node, options.Pages, cancellationToken);
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        while (_free.TryPop(out LayerMemory? layer)) layer.Dispose();
    }

    private void TakeAll(CancellationToken cancellationToken)
    {
        _isTaken = true;
        for (int i = 0; i < Count; i++) _free.Push(LayerMemory.Allocate(layerSize, node, options.Pages, cancellationToken));
        PageUse pages = _free.Aggregate(default(PageUse), (sum, layer) => sum + layer.Pages);
        PageReport report = new(pages, options.Pages.TransparentSetting);
        if (report.Note is { } note) options.Note?.Invoke($"{owner}: {note}");
        if (report.Warning is { } warning) options.Warning?.Invoke($"{owner}: {warning}");
    }
}
