using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>Labels a layer of one sector, or of several side by side, on a thread of its own.</summary>
/// <remarks>Sectors leave it one by one, when they are stopped or their threads give up; the others are labelled to the end.</remarks>
/// <param name="parts">The sectors, which fit each other.</param>
/// <param name="owner">The one of them in whose name it runs, on whose core if that has one.</param>
internal sealed class LabelLoop(IReadOnlyList<LabelPart> parts, LabelSeat owner)
{
    private readonly List<LabelPart> _parts = [.. parts];

    /// <summary>Where the thread runs; null for anywhere. Of <see cref="LabelGroups"/>, set before the start.</summary>
    public ILabelCore? Core { get; set; }

    /// <summary>Who has that core at the end; another one once this has left the loop. Of <see cref="LabelGroups"/>.</summary>
    public LabelSeat Owner { get; set; } = owner;

    /// <summary>Those that it began with.</summary>
    public IReadOnlyList<LabelPart> Parts => parts;

    /// <summary>Starts the thread, with the name of its owner's.</summary>
    /// <param name="ended">Called at its end, before the parts are told.</param>
    public void Start(Action<LabelLoop> ended)
    {
        Thread thread = new(() =>
        {
            Exception? failure = Run();
            try
            {
                // Before the parts hear of it, so that those that ask at once for their next layer find its place free.
                ended(this);
            }
            catch (Exception exception)
            {
                failure ??= exception;
            }
            foreach (LabelPart part in _parts) part.News.End(failure);
        })
        { IsBackground = true, Name = Owner.Thread };
        thread.Start();
    }

    private Exception? Run()
    {
        try
        {
            LabelSeat seat = parts[0].Seat;
            using CancellationTokenSource empty = new();
            using OpenGraph graph = seat.OpenGraph();
            LabelChain[] chains = new LabelChain[parts.Count];
            seat.ParentsCache.Deliver(graph, parts[0].First, parts[0].End,
                (first, parents) => Label(seat.Labels, chains, first, parents, empty), Core is { } core ? core.Run : null, empty.Token);
            return null;
        }
        catch (Exception exception)
        {
            return exception;
        }
    }

    private void Label(LabelBackend labels, LabelChain[] chains, uint first, ReadOnlySpan<uint> parents, CancellationTokenSource empty)
    {
        for (int i = _parts.Count - 1; i >= 0; i--)
            if (_parts[i].Stop.IsCancellationRequested) Leave(i, new OperationCanceledException(_parts[i].Stop));
        for (int i = 0; i < _parts.Count; i++) chains[i] = _parts[i].Chain;
        if (_parts.Count > 0) labels.Label(chains.AsSpan(0, _parts.Count), first, parents);
        int nodes = parents.Length / SectorGraph.Degree;
        for (int i = _parts.Count - 1; i >= 0; i--)
            if (!_parts[i].News.Add(nodes, (ulong)first + (ulong)nodes)) Leave(i, null);
        if (_parts.Count > 0) return;
        empty.Cancel();
        empty.Token.ThrowIfCancellationRequested();
    }

    private void Leave(int index, Exception? reason)
    {
        LabelPart part = _parts[index];
        _parts.RemoveAt(index);
        part.News.End(reason);
        foreach (LabelPart other in _parts) other.Seat.Name(_parts);
    }
}
