namespace LotusSeal.KubeOps.LeaderElection;

/// <summary>Who leads, as a lease tells; the shape of KubernetesClient.</summary>
/// <param name="HolderIdentity">Empty when nobody holds it.</param>
/// <param name="LeaseDuration">How long without a renewal others leave it alone, whole seconds.</param>
/// <param name="AcquireTime">When the holder took it, by its clock.</param>
/// <param name="RenewTime">When the holder renewed it last, by its clock. Only told from another; never compared with a clock here.</param>
/// <param name="LeaderTransitions">How often the holder changed.</param>
public sealed record LeaderElectionRecord(
    string HolderIdentity, TimeSpan LeaseDuration, DateTimeOffset AcquireTime, DateTimeOffset RenewTime, int LeaderTransitions);
