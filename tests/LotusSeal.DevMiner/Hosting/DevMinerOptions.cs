using LotusSeal.DevMiner.Pipeline;
using LotusSeal.DevMiner.Scheduling;
using LotusSeal.Lotus.Generation;
using LotusSeal.Sealing.Phases;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace LotusSeal.DevMiner.Hosting;

/// <summary>Everything a development miner is started with.</summary>
public sealed record DevMinerOptions
{
    /// <summary>The miner's repository: made when it is missing, taken up again when it is there.</summary>
    public required string RepositoryPath { get; init; }

    /// <summary>IP address to listen on.</summary>
    public string ListenAddress { get; init; } = "127.0.0.1";

    /// <summary>Port to listen on, 0 for a free one.</summary>
    public int Port { get; init; }

    /// <summary>Host name or address under which workers reach this miner; the listen address by default.</summary>
    public string? AdvertisedHost { get; init; }

    /// <summary>The miner's actor id, at least 1000.</summary>
    public ulong ActorId { get; init; } = 1000;

    /// <summary>Which protocol workers speak.</summary>
    public LotusGeneration Generation { get; init; } = LotusGeneration.Current;

    /// <summary>Folder of a storage path of the miner's own (made when it is missing), or null for none.</summary>
    public string? StoragePath { get; init; }

    /// <summary>Times of the scheduler.</summary>
    public SchedulerOptions Scheduler { get; init; } = new();

    /// <summary>Times and choices of the sectors' state machine.</summary>
    public PipelineOptions Pipeline { get; init; } = new();

    /// <summary>How often the health of the miner's own path is reported.</summary>
    public TimeSpan HealthInterval { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Forget running work at start, as <c>LOTUS_MINER_ABORT_UNFINISHED_WORK=1</c> does.</summary>
    public bool AbortUnfinishedWork { get; init; }

    /// <summary>How often all sectors are proved by workers for window PoSt; zero for never.</summary>
    public TimeSpan ProvingPeriod { get; init; }

    /// <summary>
    /// Folder with the verifying keys of the circuits: of the sectors where <see cref="PipelineOptions.Prove"/> is on and proofs are checked, of
    /// window proofs with <see cref="ProvingPeriod"/>. Without it proofs of spacetime are not verified.
    /// </summary>
    public string? ParametersFolder { get; init; }

    /// <summary>Computes commitments and verifies proofs; needed unless <see cref="PipelineOptions.VerifyProofs"/> is off.</summary>
    public ISectorSealer? Sealer { get; init; }

    /// <summary>Clock.</summary>
    public TimeProvider Time { get; init; } = TimeProvider.System;

    /// <summary>Where log lines go.</summary>
    public ILoggerFactory Loggers { get; init; } = NullLoggerFactory.Instance;
}
