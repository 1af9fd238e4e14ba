using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Planning;

/// <summary>Something to do for a pool. Each may be done again, and none depends on another of the same plan having been done.</summary>
public abstract record PoolAction;

/// <summary>Makes the claim of an ordinal.</summary>
public sealed record CreateClaim(int Ordinal) : PoolAction;

/// <summary>Raises the size of a claim.</summary>
public sealed record GrowClaim(int Ordinal, string Size) : PoolAction;

/// <summary>Writes on a claim that a drain has proved it empty, or takes that away before a pod uses it again.</summary>
public sealed record MarkClaim(int Ordinal, bool IsEvacuated) : PoolAction;

/// <summary>Writes on a claim that its worker goes with sectors on it, or takes that away before a pod uses it again.</summary>
public sealed record MarkClaimGivenUp(int Ordinal, bool IsGivenUp) : PoolAction;

/// <summary>Takes the mark off a claim that no worker has run on it.</summary>
public sealed record MarkClaimUsed(int Ordinal) : PoolAction;

/// <summary>Deletes a claim that a drain has proved empty.</summary>
public sealed record DeleteClaim(int Ordinal) : PoolAction;

/// <summary>Makes the pod of an ordinal; an answer that it is there is none of failure.</summary>
public sealed record CreatePod(int Ordinal, int Failures = 0, int Refusals = 0) : PoolAction
{
    /// <summary>The node where it has to run, because its folder is there; null when it may run anywhere.</summary>
    public string? Node { get; init; }

    /// <summary>The drain that it is made for; null for one that is to work.</summary>
    public DrainMark? Drain { get; init; }
}

/// <summary>Writes on the pool where its places have their folders; null takes the annotation away.</summary>
public sealed record BindPlaces(string? Nodes) : PoolAction;

/// <summary>Deletes a pod with its UID as precondition; with as little grace as its ground allows.</summary>
public sealed record DeletePod(string Pod, string Uid, DeleteGround Ground, string Why) : PoolAction
{
    /// <summary>A second precondition, where it was decided by what the pod's node said: by now that may be something else.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>
    /// Seconds of grace, null for those of the pod. Nobody is there to end anything in a pod that has failed or is lost, and one whose tasks were
    /// given up would use up hours for them.
    /// </summary>
    public int? GraceSeconds => Ground switch
    {
        DeleteGround.Lost or DeleteGround.Failed => 0,
        DeleteGround.Forced => 30,
        _ => null,
    };
}

/// <summary>Writes on a pod that it is drained, and why.</summary>
public sealed record MarkDrain(string Pod, string Uid, DrainReason Reason, DateTimeOffset Started) : PoolAction;

/// <summary>Writes on a pod that its drain has seen no sector on it, or takes that away when there may be one again.</summary>
public sealed record MarkEvacuated(string Pod, string Uid, bool IsEvacuated) : PoolAction;

/// <summary>Gives a pod the label back by which it is found.</summary>
public sealed record LabelPod(string Pod, string Uid) : PoolAction;

/// <summary>Writes on a pod with which session the miner lists it.</summary>
public sealed record RememberRegistration(string Pod, string Uid, Guid Session) : PoolAction;

/// <summary>Switches kinds of tasks off at a worker; long names.</summary>
public sealed record DisableTasks(string Pod, IReadOnlyList<string> Tasks) : PoolAction;

/// <summary>Fences a worker: <c>SetEnabled(false)</c>.</summary>
public sealed record FenceWorker(string Pod) : PoolAction;

/// <summary>Has a worker take its paths out of the miner's index.</summary>
public sealed record DetachStorage(string Pod) : PoolAction
{
    /// <summary>What the miner is told to take out if the worker does not do it; nothing for one whose work is not given up.</summary>
    public IReadOnlyList<PathAddress> Otherwise { get; init; } = [];
}

/// <summary>Tells the miner to wait for jobs no longer.</summary>
public sealed record AbortJobs(string Worker, IReadOnlyList<CallId> Calls) : PoolAction;

/// <summary>Takes paths of a worker that cannot do it itself out of the miner's index.</summary>
public sealed record DetachPaths(string Worker, IReadOnlyList<PathAddress> Paths) : PoolAction;

/// <summary>Lets a deleted pool go.</summary>
public sealed record RemoveFinalizer(string Why) : PoolAction;

/// <summary>A path at an address.</summary>
public sealed record PathAddress(string Id, string Url);
