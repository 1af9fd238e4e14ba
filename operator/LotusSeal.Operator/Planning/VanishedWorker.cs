using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>A worker whose pod object is gone while the miner still has something of it.</summary>
/// <param name="Name">Name of the pod.</param>
/// <param name="Jobs">Jobs that the miner waits for.</param>
/// <param name="Paths">Paths at its address.</param>
public sealed record VanishedWorker(string Name, int Ordinal, IReadOnlyList<WorkerJob> Jobs, IReadOnlyList<MinerPath> Paths);
