using System.Collections.Concurrent;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// Chooses which sectors are labelled in one loop. As long as there are fewer sectors than loops, each has one; more are put together, where the
/// processor's measured gain is worth it. A sector joins another when both begin a layer: whoever comes waits for the next end of a layer, and nobody
/// ever waits longer.
/// </summary>
/// <param name="options">Loops, cores, and who hears of them.</param>
internal sealed class LabelGroups(SealingOptions options)
{
    private readonly object _gate = new();
    private readonly ConcurrentDictionary<LabelBackend, Lazy<int>> _widths = new();
    private readonly List<LabelSeat> _seats = [];
    private int _running;
    private bool _hasFreeCore;

    /// <summary>A place for a sector; with a core, if there is one and fewer sectors than loops.</summary>
    /// <param name="graphs">Makes its graph.</param>
    /// <param name="seeds">What fixes the graph.</param>
    /// <param name="labels">Hashes.</param>
    /// <param name="parentsCache">Delivers parents.</param>
    /// <param name="replicaId">The replica.</param>
    /// <param name="sector">The sector, for a person.</param>
    /// <param name="thread">Name of a thread that labels it, at most 15 characters.</param>
    public LabelSeat Join(GraphBackend graphs, GraphSeeds seeds, LabelBackend labels, ParentsCache parentsCache, Digest replicaId, string sector,
        string thread)
    {
        LabelSeat seat = new(this, graphs, seeds, labels, parentsCache, replicaId) { Sector = sector, Thread = thread };
        bool isOneTooMany;
        lock (_gate)
        {
            isOneTooMany = _seats.Count >= options.LabelLoops;
            _seats.Add(seat);
            if (!isOneTooMany) seat.Core = options.LabelCores?.Take(sector);
        }
        // Not in the lock: it takes a moment, and who waits for it is this one alone.
        if (isOneTooMany) _ = _widths.GetOrAdd(labels, backend => new Lazy<int>(() => Measure(backend))).Value;
        return seat;
    }

    /// <summary>Waits until a layer is in a loop.</summary>
    /// <exception cref="OperationCanceledException">It was stopped before.</exception>
    public void Begin(LabelPart part)
    {
        using CancellationTokenRegistration wake = part.Stop.Register(Wake);
        long begin = Environment.TickCount64;
        lock (_gate)
        {
            part.Seat.Part = part;
            part.Seat.HasBegun = true;
            // Those that wait are served in the order in which they came.
            _seats.Remove(part.Seat);
            _seats.Add(part.Seat);
            Schedule(waits: true);
            while (part.Loop is null)
            {
                if (part.Stop.IsCancellationRequested)
                {
                    part.Seat.Part = null;
                    Schedule(waits: true);
                    throw new OperationCanceledException(part.Stop);
                }
                TimeSpan left = options.PartnerPatience - TimeSpan.FromMilliseconds(Environment.TickCount64 - begin);
                if (left > TimeSpan.Zero) Monitor.Wait(_gate, left);
                else if (!Schedule(waits: false)) Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>A sector's layer is labelled, or it has given up.</summary>
    public void End(LabelPart part)
    {
        lock (_gate)
        {
            if (part.Seat.Part == part) part.Seat.Part = null;
            part.Seat.Name([]);
            Schedule(waits: true);
        }
    }

    /// <summary>A sector is labelled, or given up.</summary>
    public void Leave(LabelSeat seat)
    {
        lock (_gate)
        {
            if (!_seats.Remove(seat)) return;
            PassOn(seat.Core);
            seat.Core = null;
            Schedule(waits: true);
        }
    }

    private int Measure(LabelBackend labels)
    {
        int width = Math.Clamp(options.LabelWidth ?? LabelGain.Measure(labels), 1, labels.MaxChains);
        options.Note?.Invoke(width == 1 ? $"{labels.Device} gains too little from labelling several sectors in one loop"
            : $"{labels.Device} labels up to {width} sectors in one loop when there are more of them than {options.LabelLoops} loops");
        return width;
    }

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <summary>Starts loops for layers that wait; true when it has started one.</summary>
    /// <param name="waits">False when those that wait have waited long enough for others.</param>
    private bool Schedule(bool waits)
    {
        bool hasStarted = false;
        while (NextGroup(waits) is { } group)
        {
            Start(group);
            hasStarted = true;
        }
        if (hasStarted) Monitor.PulseAll(_gate);
        return hasStarted;
    }

    private List<LabelPart>? NextGroup(bool waits)
    {
        LabelPart? first = _seats.Select(seat => seat.Part).FirstOrDefault(part => part is { Loop: null });
        if (first is null) return null;
        int width = _widths.TryGetValue(first.Seat.Labels, out Lazy<int>? measured) && measured.IsValueCreated ? measured.Value : 1;
        int active = _seats.Count(seat => seat.HasBegun), unlabelled = _seats.Count(seat => seat.HasBegun && seat.Part?.Loop is null);
        int free = Math.Max(options.LabelLoops, (active + width - 1) / width) - _running;
        if (free <= 0) return null;
        int size = free >= unlabelled ? 1 : Math.Min(width, (unlabelled + free - 1) / free);
        List<LabelPart> group = [.. _seats.Select(seat => seat.Part).OfType<LabelPart>()
            .Where(part => part.Loop is null && part.Fits(first)).Take(size)];
        bool anotherMayCome = _seats.Exists(seat => seat.HasBegun && seat.Part is null && seat.Fits(first.Seat));
        return group.Count < size && waits && anotherMayCome ? null : group;
    }

    private void Start(List<LabelPart> group)
    {
        LabelSeat owner = group.Select(part => part.Seat).FirstOrDefault(seat => seat.Core is not null) ?? group[0].Seat;
        if (owner.Core is null && _hasFreeCore)
        {
            _hasFreeCore = false;
            owner.Core = options.LabelCores?.Take(owner.Sector);
        }
        LabelLoop loop = new(group, owner);
        foreach (LabelPart part in group)
        {
            part.Loop = loop;
            part.Seat.Name(group);
            // A loop needs one core: what else its sectors have, others can have.
            if (part.Seat == owner) continue;
            PassOn(part.Seat.Core);
            part.Seat.Core = null;
        }
        owner.Core = null;
        if (group.Count > 1) options.Note?.Invoke($"{string.Join(" and ", group.Select(part => part.Seat.Sector))} are labelled in one loop");
        _running++;
        loop.Start(group[0].Seat.Thread, Ended);
    }

    private void Ended(LabelLoop loop)
    {
        lock (_gate)
        {
            _running--;
            foreach (LabelPart part in loop.Parts)
                if (part.Seat.Part == part) part.Seat.Part = null;
            if (_seats.Contains(loop.Owner)) loop.Owner.Core = loop.Core;
            else PassOn(loop.Core);
            Schedule(waits: true);
        }
    }

    /// <summary>Gives a core back, and lets a sector have it that has none and is in no loop.</summary>
    private void PassOn(ILabelCore? core)
    {
        if (core is null) return;
        core.Dispose();
        LabelSeat? heir = _seats.Find(seat => seat.HasBegun && seat.Core is null && seat.Part?.Loop is null);
        if (heir is null) _hasFreeCore = true;
        else heir.Core = options.LabelCores?.Take(heir.Sector);
    }
}
