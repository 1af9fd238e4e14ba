using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// Chooses which sectors are labelled in one loop. As long as there are fewer sectors than loops, each has one; more are put together, where the
/// processor's measured gain is worth it. A sector joins another when both begin a layer: whoever comes waits for the next end of a layer, and from
/// then on no longer than patience for one that is between two layers.
/// </summary>
/// <param name="options">Loops, cores, and who hears of them.</param>
/// <param name="widths">Sectors in a loop; null for what is measured.</param>
internal sealed class LabelGroups(SealingOptions options, LabelWidths? widths = null)
{
    private readonly object _gate = new();
    private readonly LabelWidths _widths = widths ?? new LabelWidths(options);
    private readonly List<LabelSeat> _seats = [];
    private int _running;
    private bool _mayHaveFreeCore = true;

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
        try
        {
            bool isOneTooMany;
            lock (_gate)
            {
                isOneTooMany = _seats.Count >= options.LabelLoops;
                _seats.Add(seat);
                if (!isOneTooMany) seat.Core = Take(sector);
            }
            // Not in the lock: it takes a moment, and who waits for it is this one alone.
            if (isOneTooMany) _widths.Measure(labels);
            return seat;
        }
        catch
        {
            Leave(seat);
            throw;
        }
    }

    /// <summary>Waits until a layer is in a loop, or cannot be, which its news tell.</summary>
    /// <exception cref="OperationCanceledException">It was stopped before.</exception>
    public void Begin(LabelPart part)
    {
        using CancellationTokenRegistration wake = part.Stop.Register(Wake);
        lock (_gate)
        {
            part.Seat.Part = part;
            part.Seat.HasBegun = true;
            // Those that wait are served in the order in which they came.
            _seats.Remove(part.Seat);
            _seats.Add(part.Seat);
            Schedule();
            while (part.Loop is null)
            {
                if (part.Stop.IsCancellationRequested)
                {
                    part.Seat.Part = null;
                    Schedule();
                    throw new OperationCanceledException(part.Stop);
                }
                if (PatienceOf(part) is not { } left) Monitor.Wait(_gate);
                else if (left > TimeSpan.Zero) Monitor.Wait(_gate, left);
                else if (!Schedule()) Monitor.Wait(_gate);
            }
        }
    }

    /// <summary>Tells who is labelled in one loop; once a loop, on the thread of one of its sectors.</summary>
    public void Tell(LabelPart part)
    {
        if (part.Loop is { Parts: { Count: > 1 } parts } && parts[0] == part)
            options.Note?.Invoke($"{string.Join(" and ", parts.Select(other => other.Seat.Sector))} are labelled in one loop");
    }

    /// <summary>A sector's layer is labelled, or it has given up.</summary>
    public void End(LabelPart part)
    {
        lock (_gate)
        {
            part.Seat.Name([]);
            if (part.Seat.Part != part) return;
            part.Seat.Part = null;
            Schedule();
            if (part.Loop is not { } loop || loop.Owner != part.Seat || loop.Parts.FirstOrDefault(IsIn) is not { } heir) return;
            // The core goes on with those that stay.
            loop.Owner = heir.Seat;
            loop.Core?.Chain = heir.Seat.Sector;
        }
    }

    /// <summary>A sector is labelled, or given up.</summary>
    public void Leave(LabelSeat seat)
    {
        lock (_gate)
        {
            if (!_seats.Remove(seat)) return;
            try
            {
                PassOn(seat);
            }
            finally
            {
                Schedule();
            }
        }
    }

    private static bool IsIn(LabelPart part) => part.Seat.Part == part;

    private void Wake()
    {
        lock (_gate) Monitor.PulseAll(_gate);
    }

    /// <summary>How long a layer is still held back for a partner; null while it is not.</summary>
    private TimeSpan? PatienceOf(LabelPart part) =>
        part.HeldSince is { } since ? options.PartnerPatience - TimeSpan.FromMilliseconds(Environment.TickCount64 - since) : null;

    /// <summary>Starts loops for layers that wait; true when it has started one.</summary>
    private bool Schedule()
    {
        bool hasStarted = false;
        while (NextGroup(out int free) is { } group)
        {
            Start(group, isLast: free == 1);
            hasStarted = true;
        }
        if (hasStarted) Monitor.PulseAll(_gate);
        return hasStarted;
    }

    /// <summary>Layers for a loop, of those that wait the one that came first among them; null when no loop is free or worth it now.</summary>
    /// <param name="free">Loops that may be started now.</param>
    private List<LabelPart>? NextGroup(out int free)
    {
        LabelKind[] kinds = [.. _seats.Where(seat => seat.HasBegun).GroupBy(seat => seat.Kind)
            .Select(seats => new LabelKind([.. seats], _widths.Of(seats.Key.Labels)))];
        free = Math.Max(options.LabelLoops, kinds.Sum(kind => kind.Loops)) - _running;
        int left = free, needed = kinds.Sum(kind => kind.LoopsToCome);
        foreach (LabelKind kind in kinds.Where(kind => kind.Waiting.Count > 0).OrderBy(kind => _seats.IndexOf(kind.Waiting[0].Seat)))
        {
            if (left <= 0) break;
            // Those of other graphs and kernels have the loops that they need.
            int size = kind.SizeFor(Math.Max(1, left - needed + kind.LoopsToCome));
            LabelPart first = kind.Waiting[0];
            // Nobody else begins where a layer was interrupted.
            bool mayGrow = kind.Waiting.Count < size && kind.HasOneBetweenLayers && first.First == 0;
            if (!mayGrow || PatienceOf(first) <= TimeSpan.Zero) return LabelPlacement.Order(kind.Waiting.Where(part => part.Fits(first)).Take(size));
            Hold(first);
            left--;
            needed -= kind.LoopsToCome;
        }
        return null;
    }

    private void Hold(LabelPart part)
    {
        if (part.HeldSince is not null) return;
        part.HeldSince = Environment.TickCount64;
        // It waits without an end now.
        Monitor.PulseAll(_gate);
    }

    private void Start(List<LabelPart> group, bool isLast)
    {
        LabelSeat owner = group.Select(part => part.Seat).FirstOrDefault(seat => seat.Core is not null) ?? group[0].Seat;
        LabelLoop loop = new(group, owner);
        LabelPlacement.Place(group);
        foreach (LabelPart part in group)
        {
            part.Loop = loop;
            part.Seat.Name(group);
        }
        _running++;
        try
        {
            if (owner.Core is null) GiveCore(owner, isLast);
            (loop.Core, owner.Core) = (owner.Core, null);
            // A loop needs one core: what else its sectors have, others can have.
            foreach (LabelPart part in group) PassOn(part.Seat);
            loop.Start(Ended);
        }
        catch (Exception exception)
        {
            // What cannot be started fails those that it is for, each on its own thread, and nobody else.
            try
            {
                Close(loop);
            }
            finally
            {
                foreach (LabelPart part in group) part.News.End(exception);
            }
        }
    }

    private void Ended(LabelLoop loop)
    {
        lock (_gate)
        {
            try
            {
                Close(loop);
            }
            finally
            {
                Schedule();
            }
        }
    }

    /// <summary>A loop runs no more.</summary>
    private void Close(LabelLoop loop)
    {
        _running--;
        foreach (LabelPart part in loop.Parts.Where(IsIn)) part.Seat.Part = null;
        if (loop.Core is not { } core) return;
        loop.Core = null;
        LabelSeat owner = loop.Owner;
        if (_seats.Contains(owner) && owner.Core is null && owner.IsUnlabelled) owner.Core = core;
        else PassOn(core);
    }

    private ILabelCore? Take(string sector)
    {
        ILabelCore? core = options.LabelCores?.Take(sector);
        _mayHaveFreeCore = core is not null;
        return core;
    }

    /// <summary>Gives a core to a sector that is about to be labelled: that of one that has to wait, as no other loop may start now, or a free one.
    /// </summary>
    private void GiveCore(LabelSeat owner, bool isLast)
    {
        LabelSeat? idle = isLast ? _seats.Find(seat => seat is { Core: not null, IsUnlabelled: true }) : null;
        if (idle is null)
        {
            if (_mayHaveFreeCore) owner.Core = Take(owner.Sector);
            return;
        }
        (owner.Core, idle.Core) = (idle.Core, null);
        owner.Core!.Chain = owner.Sector;
    }

    private void PassOn(LabelSeat seat)
    {
        if (seat.Core is not { } core) return;
        seat.Core = null;
        PassOn(core);
    }

    /// <summary>Lets a sector have a core that has none and is in no loop, or gives it back.</summary>
    private void PassOn(ILabelCore core)
    {
        if (_seats.Find(seat => seat is { Core: null, IsUnlabelled: true }) is { } heir)
        {
            heir.Core = core;
            core.Chain = heir.Sector;
            return;
        }
        _mayHaveFreeCore = true;
        core.Dispose();
    }
}
