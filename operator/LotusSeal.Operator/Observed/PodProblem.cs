namespace LotusSeal.Operator.Observed;

/// <summary>What is wrong with a pod.</summary>
/// <param name="Kind">Which condition of the pool it belongs to.</param>
/// <param name="Message">In the words of Kubernetes.</param>
public sealed record PodProblem(PodProblemKind Kind, string Message);

/// <summary>Kinds of problems of a pod.</summary>
public enum PodProblemKind
{
    /// <summary>No node takes it.</summary>
    Unschedulable,

    /// <summary>Its volume is not there.</summary>
    VolumeNotBound,

    /// <summary>Its image cannot be had.</summary>
    Image,

    /// <summary>Its process ends again and again.</summary>
    Crashing,

    /// <summary>The node refused it: a device that is gone, for instance.</summary>
    Refused,

    /// <summary>It has failed.</summary>
    Failed,
}
