namespace LotusSeal.Worker.Observability;

/// <summary>The cores of label chains, in <c>GET /jobs</c>.</summary>
/// <param name="Problem">Why label threads run anywhere; null where there are cores for them.</param>
/// <param name="Cores">The cores, in the order in which they are given.</param>
/// <param name="Rest">CPUs that are never taken for labels, as a list such as <c>0-3,8</c>.</param>
public sealed record LabelCoreReport(string? Problem, IReadOnlyList<LabelCoreState> Cores, string Rest);

/// <summary>One core of a label chain.</summary>
/// <param name="Cpu">The CPU that the label thread is bound to.</param>
/// <param name="Threads">All CPUs of the core.</param>
/// <param name="Cache">CPUs behind the same last cache.</param>
/// <param name="Node">NUMA node.</param>
/// <param name="Chain">Who labels there now, for instance <c>s-t01000-7</c>; null when nobody does.</param>
public sealed record LabelCoreState(int Cpu, string Threads, string Cache, int Node, string? Chain);
