namespace LotusSeal.Operator.Observed;

/// <summary>The phase of a pod, as Kubernetes names it.</summary>
public enum PodPhase
{
    Pending,
    Running,
    Succeeded,
    Failed,
    Unknown,
}
