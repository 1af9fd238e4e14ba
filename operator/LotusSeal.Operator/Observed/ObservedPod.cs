using System.Net;
using LotusSeal.Operator.Rendering;

namespace LotusSeal.Operator.Observed;

/// <summary>A worker pod, as far as decisions need it.</summary>
public sealed record ObservedPod
{
    public required string Name { get; init; }

    public required int Ordinal { get; init; }

    public required string Uid { get; init; }

    /// <summary>Changes with everything that is written on it, its state included.</summary>
    public string? ResourceVersion { get; init; }

    /// <summary>Revision of the specification that it was made from.</summary>
    public string Revision { get; init; } = "";

    /// <summary>Whether it has lost the label by which Service, budget, policy and this operator find it.</summary>
    public bool IsUnlabelled { get; init; }

    public PodPhase Phase { get; init; }

    /// <summary>Whether its readiness probe succeeds.</summary>
    public bool IsReady { get; init; }

    /// <summary>Whether somebody has deleted it.</summary>
    public bool IsTerminating { get; init; }

    /// <summary>Whether the process of the worker runs now, as its node says.</summary>
    public bool IsRunning { get; init; }

    /// <summary>Whether the process of the worker ever ran in this pod.</summary>
    public bool HasRun { get; init; }

    /// <summary>When it was made; null when that is not known.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>Node, once it has one.</summary>
    public string? Node { get; init; }

    /// <summary>Where the worker in it listens; null while it has no address.</summary>
    public IPEndPoint? Address { get; init; }

    /// <summary>The drain, once it was begun.</summary>
    public DrainMark? Drain { get; init; }

    /// <summary>Whether its drain has seen that no sector is on it; its path may have left the index since then.</summary>
    public bool IsEvacuated { get; init; }

    /// <summary>Whether a person has asked for a drain.</summary>
    public bool IsDrainRequested { get; init; }

    /// <summary>Whether a person has said that its tasks need not end.</summary>
    public bool IsForced { get; init; }

    /// <summary>The session with which the miner listed it last; null when it never did.</summary>
    public string? Registered { get; init; }

    /// <summary>How many pods before it failed in a row, and how many the node refused.</summary>
    public int Failures { get; init; }

    public int Refusals { get; init; }

    /// <summary>When it failed.</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>Why it failed, or why it does not start, in the words of Kubernetes.</summary>
    public PodProblem? Problem { get; init; }

    /// <summary>How often its container was started again.</summary>
    public int Restarts { get; init; }

    /// <summary>GPUs in its limits, whatever they are called.</summary>
    public int Gpus { get; init; }

    /// <summary>What it says itself; null when it does not answer, or was not asked.</summary>
    public WorkerAnswer? Answer { get; init; }

    /// <summary>Whether it has ended, by itself or by its node.</summary>
    public bool HasEnded => Phase is PodPhase.Failed or PodPhase.Succeeded;

    /// <summary>Whether the miner can never have given it a task.</summary>
    public bool NeverRegistered => Registered is null && !HasRun;

    /// <summary>The name by which the miner lists it.</summary>
    public string WorkerName(string pool, string @namespace) => PoolNames.Worker(pool, @namespace, Ordinal);
}
