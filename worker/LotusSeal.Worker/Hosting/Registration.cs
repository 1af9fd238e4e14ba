using LotusSeal.Lotus.Api;
using LotusSeal.Worker.Observability;

namespace LotusSeal.Worker.Hosting;

/// <summary>What registering with a miner of either generation needs.</summary>
/// <param name="Link">Told whether the worker is registered.</param>
/// <param name="Metrics">Counts registrations.</param>
/// <param name="RpcUrl">Where the miner finds this worker.</param>
/// <param name="Timings">Pauses between attempts and checks.</param>
/// <param name="Miner">Followed to another address or with another token when it is lost.</param>
/// <param name="IsEnabled">Whether the worker takes work: a miner refuses a disabled one.</param>
internal sealed record Registration(
    MinerConnectionState Link, WorkerMetrics Metrics, string RpcUrl, WorkerTimings Timings, MinerConnection Miner, Func<bool> IsEnabled)
{
    /// <summary>Why a call to the miner failed, in words for the operator.</summary>
    public string Reason(Exception error) => (Miner.Where.Known is { } info ? TokenAdvice.ForMiner(info, error) : null) ?? error.Message;
}
