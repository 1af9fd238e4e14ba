namespace LotusSeal.Operator.Observed;

/// <summary>Why a worker ends its work.</summary>
public enum DrainReason
{
    /// <summary>Its pod is of an earlier specification.</summary>
    Update,

    /// <summary>The pool is smaller than it was.</summary>
    ScaleDown,

    /// <summary>The pool is deleted.</summary>
    Deletion,

    /// <summary>Nothing new is to run on its node.</summary>
    NodeCordoned,

    /// <summary>It has lost a GPU, which only a new pod may bring back.</summary>
    GpuLost,

    /// <summary>The pool is suspended.</summary>
    Suspend,

    /// <summary>A person has asked for it.</summary>
    Requested,
}
