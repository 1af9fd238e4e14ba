namespace LotusSeal.KubeOps.LeaderElection;

/// <summary>The times of an election; names and defaults of KubernetesClient.</summary>
public sealed record LeaderElectionConfig
{
    /// <summary>How long others leave a lease alone after they saw it change, whole seconds.</summary>
    public TimeSpan LeaseDuration { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long the leader acts after it sent a renewal that succeeded. The difference to the lease is for what is under way.</summary>
    public TimeSpan RenewDeadline { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>Between two looks or renewals; up to a fifth more, at random.</summary>
    public TimeSpan RetryPeriod { get; init; } = TimeSpan.FromSeconds(2);

    /// <exception cref="ArgumentException">Two leaders could act at once, or none could stay one.</exception>
    public void Validate()
    {
        if (LeaseDuration < TimeSpan.FromSeconds(1) || LeaseDuration.Ticks % TimeSpan.TicksPerSecond != 0)
            throw new ArgumentException($"The lease duration is {LeaseDuration}; it must be whole seconds, at least one");
        if (RenewDeadline >= LeaseDuration)
            throw new ArgumentException($"The renew deadline {RenewDeadline} must be shorter than the lease duration {LeaseDuration}");
        if (RetryPeriod <= TimeSpan.Zero || RetryPeriod * 1.2 >= RenewDeadline)
            throw new ArgumentException($"The retry period {RetryPeriod}, and a fifth more, must be shorter than the renew deadline {RenewDeadline}");
    }
}
