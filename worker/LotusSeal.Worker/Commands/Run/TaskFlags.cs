using LotusSeal.Worker.Commands.Settings;

namespace LotusSeal.Worker.Commands.Run;

/// <summary>The flags that choose tasks, as read from flags and environment (protocol spec 1.2).</summary>
public sealed record TaskFlags
{
    /// <summary><c>--windowpost</c>.</summary>
    public bool WindowPoSt { get; init; }

    /// <summary><c>--winningpost</c>.</summary>
    public bool WinningPoSt { get; init; }

    /// <summary><c>--no-default</c>.</summary>
    public bool NoDefault { get; init; }

    /// <summary><c>--addpiece</c>.</summary>
    public Given<bool> AddPiece { get; init; } = new(true, false);

    /// <summary><c>--sector-download</c>.</summary>
    public Given<bool> SectorDownload { get; init; } = new(false, false);

    /// <summary><c>--precommit1</c>.</summary>
    public Given<bool> PreCommit1 { get; init; } = new(true, false);

    /// <summary><c>--unseal</c>.</summary>
    public Given<bool> Unseal { get; init; } = new(true, false);

    /// <summary><c>--precommit2</c>.</summary>
    public Given<bool> PreCommit2 { get; init; } = new(true, false);

    /// <summary><c>--commit</c>.</summary>
    public Given<bool> Commit { get; init; } = new(true, false);

    /// <summary><c>--replica-update</c>.</summary>
    public Given<bool> ReplicaUpdate { get; init; } = new(true, false);

    /// <summary><c>--prove-replica-update2</c>.</summary>
    public Given<bool> ProveReplicaUpdate2 { get; init; } = new(true, false);

    /// <summary><c>--regen-sector-key</c>.</summary>
    public Given<bool> RegenSectorKey { get; init; } = new(true, false);

    /// <summary><c>--data-cid</c>; its value counts only when explicit.</summary>
    public Given<bool> DataCid { get; init; } = new(false, false);
}
