namespace LotusSeal.Operator.Host.Commands;

/// <summary>What is expected of pools.</summary>
internal enum PoolExpectation
{
    /// <summary>Nothing.</summary>
    Any,

    /// <summary>That there is none.</summary>
    None,

    /// <summary>That each has all of its workers, or is suspended.</summary>
    Ready,
}
