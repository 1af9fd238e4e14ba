using LotusSeal.Lotus.Text;
using LotusSeal.Sealing.Memory;
using LotusSeal.Sealing.Phases;

namespace LotusSeal.Worker.Resources;

/// <summary>
/// Lets work begin only where its memory can be had: it would be killed in the middle otherwise, hours later, and other work of the process with it.
/// Thread-safe.
/// </summary>
/// <remarks>
/// Work takes its memory while it runs, so what is free does not tell what is promised. Promised, and not in use yet, is what all work that was let
/// in needs, less what this process and those below it have.
/// </remarks>
/// <param name="probe">The machine.</param>
/// <param name="compares">Whether it does; else all work is let in.</param>
internal sealed class MemoryGate(HostProbe probe, bool compares = true)
{
    private readonly Lock _gate = new();
    private readonly List<Pass> _inside = [];

    /// <summary>Lets work in, until what is returned is disposed of.</summary>
    /// <param name="work">What it is called in the error.</param>
    /// <param name="need">Its memory.</param>
    /// <param name="isKept">It is work of a process that is kept after it: what that one kept of its memory, it uses again.</param>
    /// <exception cref="MemoryShortException">That cannot be had now.</exception>
    public IDisposable Enter(string work, PhaseMemory need, bool isKept = false)
    {
        lock (_gate)
        {
            (ulong pooled, ulong ordinary) = Divide(need);
            if (compares && probe.ReadRoom() is { } room)
            {
                ulong all = Sum(pass => pass.Ordinary), own = probe.ReadOwn(), promised = Less(all, own);
                ulong kept = isKept ? Less(own, all) : 0;
                if (ordinary > Less(room.Free, promised) + kept) throw new MemoryShortException(Describe(work, ordinary, pooled, promised, room));
            }

            return Admit(pooled, ordinary);
        }
    }

    /// <summary>Lets work in whether its memory can be had or not: to begin it too late costs more than to lose it.</summary>
    public IDisposable EnterUnchecked(PhaseMemory need)
    {
        lock (_gate) return Admit(0, need.Bytes + need.LayerBytes);
    }

    private static ulong Less(ulong of, ulong part) => of - Math.Min(of, part);

    private static string Describe(string work, ulong ordinary, ulong pooled, ulong promised, MemoryRoom room)
    {
        string besides = pooled > 0 ? $" besides {SizeText.Format(pooled)} in pages of hugetlbfs" : "";
        string others = promised > 0 ? $", of which {SizeText.Format(promised)} are promised to work that runs" : "";
        return $"{work} needs {SizeText.Format(ordinary)} of memory{besides}, and {room}{others}; it was not begun";
    }

    /// <summary>What of the need comes from hugetlbfs: a layer lies there whole or not at all.</summary>
    private (ulong Pooled, ulong Ordinary) Divide(PhaseMemory need)
    {
        PageUse held = LayerPages.Held;
        ulong promised = Less(Sum(pass => pass.Pooled), held.Gigantic + held.Huge), pooled = 0, layers = need.LayerBytes;
        foreach (HugePool pool in layers > 0 ? probe.ReadHugePools() : [])
        {
            ulong free = Less(pool.Free, promised);
            promised = Less(promised, pool.Free);
            for (; need.Layer % pool.Page == 0 && free >= need.Layer && layers > 0; layers -= need.Layer, free -= need.Layer) pooled += need.Layer;
        }

        return (pooled, need.Bytes + layers);
    }

    private ulong Sum(Func<Pass, ulong> part) => _inside.Aggregate(0UL, (sum, pass) => sum + part(pass));

    private Pass Admit(ulong pooled, ulong ordinary)
    {
        Pass pass = new(this, pooled, ordinary);
        _inside.Add(pass);
        return pass;
    }

    private sealed class Pass(MemoryGate gate, ulong pooled, ulong ordinary) : IDisposable
    {
        public ulong Pooled => pooled;

        public ulong Ordinary => ordinary;

        public void Dispose()
        {
            lock (gate._gate) gate._inside.Remove(this);
        }
    }
}
