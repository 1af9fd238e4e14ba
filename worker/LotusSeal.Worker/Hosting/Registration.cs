using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Hosting;

/// <summary>What registering with a miner of either generation needs.</summary>
/// <param name="Link">Told whether the worker is registered.</param>
/// <param name="Metrics">Counts registrations.</param>
/// <param name="RpcUrl">Where the miner finds this worker.</param>
/// <param name="Timings">Pauses between attempts and checks.</param>
internal sealed record Registration(MinerConnectionState Link, WorkerMetrics Metrics, string RpcUrl, WorkerTimings Timings);
