namespace LotusSeal.Cluster.Tests.Soak;

/// <summary>Sorts of things in a <see cref="Journal"/>.</summary>
internal enum JournalKind
{
    /// <summary>Something breaks.</summary>
    Fault,

    /// <summary>It is whole again.</summary>
    FaultEnd,

    /// <summary>Somebody changes the pool, a pod or the node.</summary>
    Change,

    /// <summary>What must not be was seen.</summary>
    Violation,
}
