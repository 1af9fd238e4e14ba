using LotusSeal.DevMiner.Calls;
using LotusSeal.DevMiner.Index;
using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.DevMiner.Spacetime;
using LotusSeal.Storage;

namespace LotusSeal.DevMiner.Hosting;

/// <summary>The parts of a running miner of today's generation, as its API uses them.</summary>
internal sealed record MinerServices(
    DevMinerOptions Options,
    MinerRepository Repository,
    MinerSectorIndex Index,
    SectorStore Store,
    CallTracker Calls,
    JobBoard Jobs,
    SectorLockTable Locks,
    Scheduler Scheduler,
    WorkerConnector Connector,
    SealingOperations Operations,
    SectorLedger Ledger,
    SectorPipeline Pipeline,
    SectorUnsealer Unsealer,
    SectorChallenger Challenger,
    SpacetimeProofs Spacetime,
    DevMinerHost Host)
{
    /// <summary>Random for each start of the miner.</summary>
    public Guid Session { get; } = Guid.NewGuid();
}
