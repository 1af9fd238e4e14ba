namespace LotusSeal.KubeOps.LeaderElection;

/// <summary>
/// Where the record of the leader is; the shape of KubernetesClient. Each write succeeds only if the record is as this lock last read it.
/// </summary>
public interface ILock
{
    /// <summary>This process: no other process, before or beside it, has the same.</summary>
    string Identity { get; }

    /// <summary>Reads the record; null when there is none.</summary>
    Task<LeaderElectionRecord?> GetAsync(CancellationToken cancellationToken);

    /// <summary>Makes the record.</summary>
    /// <returns>False when somebody made one meanwhile.</returns>
    Task<bool> CreateAsync(LeaderElectionRecord record, CancellationToken cancellationToken);

    /// <summary>Replaces the record that was read or written last.</summary>
    /// <returns>False when somebody changed it meanwhile.</returns>
    Task<bool> UpdateAsync(LeaderElectionRecord record, CancellationToken cancellationToken);

    /// <summary>What it is, for a log.</summary>
    string Describe();
}
