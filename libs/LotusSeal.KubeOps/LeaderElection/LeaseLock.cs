using k8s.Models;
using LotusSeal.KubeOps.Client;

namespace LotusSeal.KubeOps.LeaderElection;

/// <summary>The record of the leader in a Lease.</summary>
/// <param name="client">Without a fence: the lease is what the fence stands on.</param>
/// <param name="key">The lease.</param>
/// <param name="identity">This process.</param>
public sealed class LeaseLock(EntityClient<V1Lease> client, ObjectKey key, string identity) : ILock
{
    private V1Lease? _last;

    /// <inheritdoc/>
    public string Identity => identity;

    /// <summary>
    /// An identity that no other process has, nor the next life of this one: two processes of a pod, or a restarted container, share its name.
    /// </summary>
    /// <param name="pod">The name of the pod, or of the machine.</param>
    public static string NewIdentity(string pod) => $"{pod}_{Random.Shared.NextInt64():x16}";

    /// <inheritdoc/>
    public string Describe() => $"lease {key}";

    /// <inheritdoc/>
    public async Task<LeaderElectionRecord?> GetAsync(CancellationToken cancellationToken)
    {
        _last = await client.GetAsync(key, cancellationToken);
        return _last is null ? null : new LeaderElectionRecord(
            _last.Spec?.HolderIdentity ?? "", TimeSpan.FromSeconds(_last.Spec?.LeaseDurationSeconds ?? 0), _last.Spec?.AcquireTime ?? default,
            _last.Spec?.RenewTime ?? default, _last.Spec?.LeaseTransitions ?? 0);
    }

    /// <inheritdoc/>
    public async Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken)
    {
        try
        {
            V1ObjectMeta metadata = new() { Name = key.Name, NamespaceProperty = key.Namespace };
            _last = await client.CreateAsync(new V1Lease { Metadata = metadata, Spec = SpecOf(record) }, cancellationToken);
            return true;
        }
        catch (KubernetesApiException error) when (error.IsAlreadyExists)
        {
            return false;
        }
    }

    /// <inheritdoc/>
    public async Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken)
    {
        if (_last is null) throw new InvalidOperationException($"{Describe()} was not read");
        try
        {
            _last = await client.UpdateAsync(new V1Lease { Metadata = _last.Metadata, Spec = SpecOf(record) }, cancellationToken);
            return true;
        }
        catch (KubernetesApiException error) when (error.IsConflict || error.IsNotFound)
        {
            return false;
        }
    }

    private static V1LeaseSpec SpecOf(LeaderElectionRecord record) => new()
    {
        HolderIdentity = record.HolderIdentity,
        LeaseDurationSeconds = (int)record.LeaseDuration.TotalSeconds,
        AcquireTime = MicroTime.Field(record.AcquireTime),
        RenewTime = MicroTime.Field(record.RenewTime),
        LeaseTransitions = record.LeaderTransitions,
    };
}
