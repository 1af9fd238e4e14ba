using LotusSeal.Sealing.Memory;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// The two layers in memory that labels of a sector are made in. Both are taken at the first need: a run has its memory then, or fails at once. What
/// is given back serves the next layer.
/// </summary>
/// <param name="layerSize">Bytes of a layer.</param>
/// <param name="options">Says what pages there are, and hears what came.</param>
/// <param name="owner">What is labelled, for the log.</param>
/// <param name="node">The NUMA node near to the label thread, or null.</param>
internal sealed class LayerBuffers(ulong layerSize, SealingOptions options, string owner, int? node = null) : IDisposable
{
    /// <summary>Layers that a run has in memory: the one under work and the one below.</summary>
    public const int Count = 2;

    private readonly object _gate = new();
    private readonly Stack<LayerMemory> _free = new();
    private int _all, _lent;
    private bool _isClosed;

    /// <summary>A layer of memory of no particular content; to be released.</summary>
    /// <remarks>
    /// Where another sector's labels lie in it, this waits until that needs them no more. Nobody was promised a third layer, and where memory ends
    /// the system ends the process with all its sectors: one that is late is better. The other one cannot wait for this: it needs memory of layers
    /// before.
    /// </remarks>
    /// <exception cref="SealingException">There is no memory.</exception>
    public LayerMemory Take(CancellationToken cancellationToken)
    {
        if (_all == 0) TakeAll(cancellationToken);
        LayerMemory? memory = WaitForFree(options.PartnerPatience, cancellationToken);
        if (memory is null && IsOneToCome)
        {
            options.Warning?.Invoke($"{owner}: waits for its memory, where labels of another sector lie that is late");
            memory = WaitForFree(Timeout.InfiniteTimeSpan, cancellationToken);
        }
        return memory ?? Allocate(cancellationToken);
    }

    /// <summary>Labels of another sector come to lie in one of them, too, until it is given back.</summary>
    public void Lend()
    {
        lock (_gate) _lent++;
    }

    /// <summary>Nobody needs what was taken; on any thread, also when this is disposed.</summary>
    public void Give(LayerMemory memory, bool wasLent = false)
    {
        bool isKept;
        lock (_gate)
        {
            if (wasLent) _lent--;
            isKept = !_isClosed;
            if (isKept) _free.Push(memory);
            Monitor.PulseAll(_gate);
        }
        // Not in the lock: it takes a moment.
        if (!isKept) memory.Dispose();
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        lock (_gate)
        {
            _isClosed = true;
            while (_free.TryPop(out LayerMemory? layer)) layer.Dispose();
        }
    }

    /// <summary>True when one is free, or another sector has one that comes back: who takes one has one other at most, the layer below.</summary>
    private bool IsOneToCome
    {
        get
        {
            lock (_gate) return _free.Count > 0 || (_lent > 0 && _all >= Count);
        }
    }

    /// <summary>Null when there is nothing to wait for, or nothing has come for that long.</summary>
    private LayerMemory? WaitForFree(TimeSpan limit, CancellationToken cancellationToken)
    {
        using CancellationTokenRegistration wake = cancellationToken.Register(() =>
        {
            lock (_gate) Monitor.PulseAll(_gate);
        });
        lock (_gate)
        {
            while (_free.Count == 0 && IsOneToCome)
            {
                cancellationToken.ThrowIfCancellationRequested();
                if (!Monitor.Wait(_gate, limit)) break;
            }
            return _free.TryPop(out LayerMemory? layer) ? layer : null;
        }
    }

    private void TakeAll(CancellationToken cancellationToken)
    {
        PageUse pages = default;
        for (int i = 0; i < Count; i++)
        {
            LayerMemory layer = Allocate(cancellationToken);
            pages += layer.Pages;
            Give(layer);
        }
        PageReport report = new(pages, options.Pages.TransparentSetting);
        if (report.Note is { } note) options.Note?.Invoke($"{owner}: {note}");
        if (report.Warning is { } warning) options.Warning?.Invoke($"{owner}: {warning}");
    }

    private LayerMemory Allocate(CancellationToken cancellationToken)
    {
        LayerMemory layer = LayerMemory.Allocate(layerSize, node, options.Pages, home: this, cancellationToken);
        _all++;
        return layer;
    }
}
