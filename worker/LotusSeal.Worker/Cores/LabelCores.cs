using LotusSeal.Primitives.Interop;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Observability;
using LotusSeal.Worker.Resources;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Cores;

/// <summary>
/// The cores of this worker's label chains. While a chain has one, its label thread is bound to it and every other thread, of this process and of
/// those that it has started, may run on the rest alone; what is not taken belongs to all.
/// </summary>
/// <remarks>The affinity of threads belongs to the process, so there is one of these in it.</remarks>
/// <param name="choice">What was said.</param>
/// <param name="most">Chains at a time; 0 for any number.</param>
/// <param name="logger">Gets what is said.</param>
/// <param name="root">Folder that stands for <c>/</c>; tests give another.</param>
/// <param name="names">What claims begin with; tests have their own.</param>
internal sealed class LabelCores(LabelCoreChoice choice, int most, ILogger logger, string root = "/", string names = CoreClaim.Names) : ILabelCores
{
    private readonly Lock _gate = new();
    private readonly List<Holding> _held = [];
    private readonly HashSet<int> _bound = [];
    private CorePlan? _plan;
    private CpuSet _whole = [];
    private bool _isRefused;

    /// <summary>Logical CPUs of this process, whoever has them now.</summary>
    public int CpuCount
    {
        get
        {
            lock (_gate) return _held.Count > 0 ? _plan!.Allowed.Count : ThreadAffinity.Of(Environment.ProcessId).Count;
        }
    }

    /// <summary>How many layers this machine labels at a time without two label threads on one core: one per core of the plan, or CPU.</summary>
    public int Loops
    {
        get
        {
            lock (_gate)
            {
                CorePlan plan = _plan ?? Plan();
                if (plan.Cores.Count > 0) return plan.Cores.Count;
                double quota = new HostProbe(root).ReadCpuQuota() ?? double.MaxValue;
                return (int)Math.Clamp(quota, 1, plan.Allowed.Count);
            }
        }
    }

    /// <summary>Makes the plan, and tells of it in the log.</summary>
    public void Announce()
    {
        lock (_gate)
        {
            CorePlan plan = Plan();
            if (plan.Cores.Count > 0) logger.LabelCorePlan(string.Join(", ", plan.Cores), plan.Rest(plan.Cores).ToString());
        }
    }

    /// <summary>The plan, as it was when it was last needed, and who has which core.</summary>
    public LabelCoreReport Report()
    {
        lock (_gate)
        {
            CorePlan plan = _plan ?? Plan();
            return new LabelCoreReport(plan.Problem,
                [.. plan.Cores.Select(label => new LabelCoreState(label.Cpu, label.Core.Threads.ToString(), label.Core.Cache.ToString(),
                    label.Core.Node, _held.Find(held => held.Label == label)?.Chain))],
                plan.Rest(plan.Cores).ToString());
        }
    }

    /// <inheritdoc/>
    public ILabelCore? Take(string chain)
    {
        lock (_gate)
        {
            CorePlan plan = Plan();
            foreach (LabelCore label in plan.Cores.Where(label => !_held.Exists(held => held.Label == label)))
            {
                if (CoreClaim.TryTake(names, label.Core) is not { } claim) continue;
                Holding taken = new(this, label, chain, claim);
                _held.Add(taken);
                try
                {
                    Confine();
                    logger.LabelCoreTaken(chain, label.ToString(), plan.Rest(_held.Select(held => held.Label)).ToString());
                    return taken;
                }
                catch
                {
                    // Nobody has it then who could give it back.
                    GiveBack(taken);
                    throw;
                }
            }

            if (plan.Cores.Count > 0) logger.NoLabelCore(chain, plan.Cores.Count);
            return null;
        }
    }

    /// <summary>Reads a choice; a list must be one that this process can have now.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static LabelCoreChoice Read(string text)
    {
        LabelCoreChoice choice = LabelCoreChoice.Parse(text);
        if (choice.List is { Count: > 0 }) _ = Plan(choice, 0, ThreadAffinity.Of(Environment.ProcessId), "/");
        return choice;
    }

    /// <summary>What a choice comes to on this machine now.</summary>
    /// <param name="choice">The choice.</param>
    /// <param name="most">Chains at a time; 0 for any number.</param>
    /// <param name="allowed">CPUs of this process.</param>
    /// <param name="root">Folder that stands for <c>/</c>.</param>
    /// <exception cref="FormatException">CPUs are named that cannot be had.</exception>
    public static CorePlan Plan(LabelCoreChoice choice, int most, CpuSet allowed, string root)
    {
        if (choice.List is { Count: 0 }) return CorePlan.Without(allowed, "--label-cores none");
        CpuTopology topology;
        try
        {
            topology = CpuTopology.Read(root, allowed);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            if (choice.List is null) return CorePlan.Without(allowed, $"the cores of this machine are not known: {e.Message}");
            topology = CpuTopology.Flat(allowed);
        }

        return choice.List is null ? CorePlan.Auto(topology, most, new HostProbe(root).ReadCpuQuota()) : CorePlan.Of(topology, choice.List);
    }

    /// <summary>While no core is taken the plan is made anew: the CPUs of a container can change.</summary>
    private CorePlan Plan()
    {
        if (_plan is not null && _held.Count > 0) return _plan;
        CpuSet allowed = ThreadAffinity.OfProcess(out _whole);
        CorePlan plan;
        try
        {
            plan = Plan(choice, most, allowed, root);
        }
        catch (FormatException e)
        {
            plan = CorePlan.Without(allowed, e.Message);
        }

        if (plan.Problem is { } problem && problem != _plan?.Problem) logger.NoLabelCores(problem);
        return _plan = plan;
    }

    /// <summary>Keeps all threads but those that label off the cores that are taken.</summary>
    private void Confine()
    {
        CpuSet rest = _held.Count == 0 ? _whole : _plan!.Rest(_held.Select(held => held.Label));
        if (ThreadAffinity.SetAll(rest, _bound) is { } error) Refused(error);
    }

    private void Refused(LibcError error)
    {
        if (!_isRefused) logger.AffinityRefused(error.Message);
        _isRefused = true;
    }

    private void Run(LabelCore label, Action work)
    {
        int thread = ThreadAffinity.Current;
        try
        {
            lock (_gate)
            {
                // A layer begins: whatever thread was made in a way that nobody foresaw is put where it belongs.
                _bound.Add(thread);
                Confine();
                if (ThreadAffinity.Set(0, new CpuSet(label.Cpu)) is { } error) Refused(error);
            }

            work();
        }
        finally
        {
            lock (_gate)
            {
                _bound.Remove(thread);
                _ = ThreadAffinity.Set(0, _plan!.Rest(_held.Select(held => held.Label)));
            }
        }
    }

    private void Rename(Holding holding, string chain)
    {
        lock (_gate)
        {
            holding.Name = chain;
            logger.LabelCoreTaken(chain, holding.Label.ToString(), _plan!.Rest(_held.Select(held => held.Label)).ToString());
        }
    }

    private void GiveBack(Holding holding)
    {
        lock (_gate)
        {
            if (!_held.Remove(holding)) return;
            holding.Claim.Dispose();
            Confine();
        }
    }

    /// <summary>A core that is taken.</summary>
    private sealed class Holding(LabelCores cores, LabelCore label, string chain, CoreClaim claim) : ILabelCore
    {
        public LabelCore Label => label;

        /// <summary>Who labels on it; under the lock of the cores.</summary>
        public string Name { get; set; } = chain;

        public string Chain
        {
            get => Name;
            set => cores.Rename(this, value);
        }

        public CoreClaim Claim => claim;

        public int? Node => label.Core.Node;

        public void Run(Action work) => cores.Run(label, work);

        public void Dispose() => cores.GiveBack(this);
    }
}
