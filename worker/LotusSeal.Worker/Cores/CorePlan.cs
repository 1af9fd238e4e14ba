using System.Globalization;

namespace LotusSeal.Worker.Cores;

/// <summary>Which cores label chains get, in the order in which they are given.</summary>
/// <param name="Allowed">Every CPU that this process may use.</param>
/// <param name="Cores">The cores; none where <paramref name="Problem"/> says why.</param>
/// <param name="Problem">Why label threads run anywhere, for a person; null where there are cores.</param>
internal sealed record CorePlan(CpuSet Allowed, IReadOnlyList<LabelCore> Cores, string? Problem)
{
    /// <summary>With fewer cores all other work would have no room, or a single core that it shares with a chain's helpers anyway.</summary>
    public const int FewestCores = 3;

    /// <summary>A chain takes its own core, and a fifth of one for parents and digests (<c>docs/sizing.md</c>).</summary>
    private const double CoresOfChain = 1.2;

    /// <summary>No cores.</summary>
    public static CorePlan Without(CpuSet allowed, string problem) => new(allowed, [], problem);

    /// <summary>As many chains as the cores carry, spread over caches, then over nodes, so that each has most of both for itself.</summary>
    /// <param name="topology">The cores.</param>
    /// <param name="most">Chains at a time; 0 for any number.</param>
    /// <param name="quota">Processors' worth of time that a control group grants, or null.</param>
    public static CorePlan Auto(CpuTopology topology, int most, double? quota)
    {
        CpuSet allowed = topology.Allowed;
        if (quota < allowed.Count)
        {
            return Without(allowed, string.Create(CultureInfo.InvariantCulture,
                $"a time quota of {quota:0.##} processors on {allowed.Count} CPUs: none of them is this worker's own"));
        }

        if (topology.Cores.Count < FewestCores)
            return Without(allowed, $"{topology.Cores.Count} core(s) are too few, at least {FewestCores} are needed");
        int carried = (int)(topology.Cores.Count / CoresOfChain);
        return new CorePlan(allowed, [.. Spread(topology.Cores).Take(most > 0 ? Math.Min(most, carried) : carried)], null);
    }

    /// <summary>The cores that somebody named by a CPU of each.</summary>
    /// <exception cref="FormatException">They are not there, or too many; the message says which.</exception>
    public static CorePlan Of(CpuTopology topology, IEnumerable<int> cpus)
    {
        List<LabelCore> cores = [];
        foreach (int cpu in cpus)
        {
            ProcessorCore core = topology.Cores.FirstOrDefault(core => core.Cpus.Contains(cpu))
                ?? throw new FormatException($"CPU {cpu} is none of those that this process may use: {topology.Allowed}.");
            if (cores.Find(other => other.Core == core) is { } twice)
                throw new FormatException($"CPUs {twice.Cpu} and {cpu} are threads of one core: name one of them.");
            cores.Add(new LabelCore(cpu, core));
        }

        if (cores.Count == topology.Cores.Count)
            throw new FormatException($"nothing is left of {topology.Allowed}: one core at least is needed for all other work.");
        return new CorePlan(topology.Allowed, cores, null);
    }

    /// <summary>Where everything else runs while some cores are taken.</summary>
    public CpuSet Rest(IEnumerable<LabelCore> taken) => Allowed.Without(new CpuSet(taken.SelectMany(label => label.Core.Cpus)));

    /// <summary>
    /// The next core is one whose cache has the fewest label threads, then whose node has; then from the end, since the kernel and interrupts
    /// like CPU 0. Cores that somebody else has a part of come last, slow ones not at all.
    /// </summary>
    private static IEnumerable<LabelCore> Spread(IEnumerable<ProcessorCore> cores)
    {
        List<ProcessorCore> free = [.. cores.Where(core => !core.IsSlow)], chosen = [];
        while (free.Count > 0)
        {
            ProcessorCore next = free.MinBy(core => (!core.IsWhole, chosen.Count(other => other.Cache.Equals(core.Cache)),
                chosen.Count(other => other.Node == core.Node), -core.Cpus.First))!;
            free.Remove(next);
            chosen.Add(next);
            yield return new LabelCore(next.Cpus.First, next);
        }
    }
}
