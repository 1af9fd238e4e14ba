using System.Globalization;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Rendering;
using LotusSeal.Operator.Status;

namespace LotusSeal.Operator.Explain;

/// <summary>What keeps a whole pool from work, most important first.</summary>
public sealed class PoolFindings(V1Alpha1SealWorker pool, CommandHints hints, DateTimeOffset now)
{
    private readonly string _name = pool.Metadata.Name, _namespace = pool.Metadata.NamespaceProperty;

    /// <summary>The findings; none for a pool that is as it should be.</summary>
    public IEnumerable<Finding> All() => [.. OfEachWorker(), .. new[] { Overdue() }.OfType<Finding>()];

    /// <summary>Those that matter to each of its workers.</summary>
    public IEnumerable<Finding> OfEachWorker() =>
        new[] { Paused(), Deleted(), Suspended(), NoStatus(), Stale(), Invalid(), Credentials(), Miner(), Degraded() }.OfType<Finding>();

    private Finding? Paused() => !PoolMarks.Says(pool, PoolAnnotations.Paused) ? null
        : new("The pool is paused: the operator makes, drains and replaces nothing for it.", Seal($"resume {_name}"));

    private Finding? Deleted()
    {
        if (pool.Metadata.DeletionTimestamp is not { } deleted) return null;
        string since = $"The pool was deleted {Ages.Text(now - deleted)} ago";
        return PoolMarks.Says(pool, PoolAnnotations.Release)
            ? new($"{since} and released: it goes when the operator looks at it.", OperatorRuns())
            : new($"{since}: its workers take nothing new, end their tasks, and move their sectors away if spec.drain.evacuate says so. "
                + "Releasing it does not wait for that, and the miner is not told what was given up.",
                Seal($"status {_name} --watch"), Seal($"release {_name}"));
    }

    private Finding? Suspended() => !pool.Spec.Suspend ? null
        : new("The pool is suspended: its workers end their tasks and go; claims and replicas stay.", Seal($"unsuspend {_name}"));

    private Finding? NoStatus() => pool.Status is not null ? null
        : new("The pool has no status: the operator has never looked at it. It may not run, or not watch this namespace.", OperatorRuns());

    private Finding? Stale() => pool.Status is not { } status || status.ObservedGeneration == pool.Metadata.Generation ? null
        : new("The operator has not looked at the pool since it was last changed.", OperatorRuns());

    private Finding? Invalid() => ConditionView.Find(pool, "Ready") is not { Reason: "InvalidSpec" } condition ? null
        : new($"The specification is refused, and nothing is done for the pool: {condition.Message}", Kubectl($"edit sealworker {_name}"));

    private Finding? Credentials()
    {
        if (ConditionView.Find(pool, "CredentialsValid") is not { Status: not "True" } condition) return null;
        DataKeyReference secret = pool.Spec.Miner.TokenSecretRef;
        string make = Kubectl($"create secret generic {secret.Name} --from-file={secret.Key}=./token");
        string[] next = condition.Reason switch
        {
            "SecretMissing" => ["lotus-miner auth create-token --perm admin > token", make],
            "KeyMissing" or "Malformed" => [Kubectl($"describe secret {secret.Name}")],
            "Rejected" or "NotAdmin" =>
                ["lotus-miner auth create-token --perm admin > token", Kubectl($"delete secret {secret.Name}"), make],
            _ => [],
        };
        return new($"The miner's token is not good ({condition.Reason}): {condition.Message}", next);
    }

    private Finding? Miner()
    {
        if (ConditionView.Find(pool, "MinerReachable") is not { Status: not "True" } condition) return null;
        if (condition.Reason == "MinerChanged")
        {
            MinerChange? change = MinerChange.TryRead(condition.Message);
            return new($"Miner {change?.Now ?? "?"} answers where {change?.Before ?? "?"} did before, and nothing is done until somebody agrees. "
                + "If that is wrong, correct spec.miner.address.", Seal($"confirm-miner {_name}"), Kubectl($"edit sealworker {_name}"));
        }

        // Nobody asks a miner for a pool that is refused, or just made.
        if (condition.Status == "Unknown") return Invalid() is null ? new($"Nothing is known of the miner: {condition.Message}.") : null;
        string since = Ages.Since(condition.LastTransitionTime, now);
        return new($"The miner does not answer the operator at {pool.Spec.Miner.Address} ({condition.Reason}, for {since}): "
            + $"{condition.Message}. No worker is drained or removed meanwhile; what runs, runs on.",
            Kubectl($"get sealworker {_name} -o jsonpath='{{.spec.miner.address}}'"));
    }

    private Finding? Degraded()
    {
        if (ConditionView.Find(pool, "Degraded") is not { Status: "True" } condition) return null;
        return condition.Reason switch
        {
            "PodRejected" => new($"The API server refuses the pods of this pool: {condition.Message}", Kubectl($"edit sealworker {_name}")),
            "SharedGpu" or "Warning" => new($"A warning about the specification: {condition.Message}"),
            // The others are about single workers, and are told there.
            _ => null,
        };
    }

    private Finding? Overdue() => ConditionView.Find(pool, "Degraded") is not { Status: "True", Reason: "DrainOverdue" } condition ? null
        : new($"A drain takes longer than spec.drain.timeout ({pool.Spec.Drain.Timeout}) allows, and spec.drain.onTimeout is "
            + $"{pool.Spec.Drain.OnTimeout}: {condition.Message}");

    /// <summary>How many workers there are, in words.</summary>
    public string Summary()
    {
        SealWorkerStatus status = pool.Status ?? new SealWorkerStatus();
        string queued = Counts.Of(status.QueuedTasks, "task");
        return string.Create(CultureInfo.InvariantCulture,
            $"{status.ReadyReplicas} of {pool.Spec.Replicas} workers ready, {status.BusyReplicas} busy, {queued} in the miner's queue");
    }

    private string OperatorRuns() => hints.KubectlAnywhere("get deployments -A -l app.kubernetes.io/name=lotus-seal-operator");

    private string Seal(string command) => hints.Seal(_namespace, command);

    private string Kubectl(string command) => hints.Kubectl(_namespace, command);
}
