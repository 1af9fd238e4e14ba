namespace LotusSeal.Operator.Planning;

/// <summary>Whether anything may be done for a pool.</summary>
public enum PoolVerdict
{
    /// <summary>Yes.</summary>
    Acts,

    /// <summary>A person has paused it.</summary>
    Paused,

    /// <summary>Its specification makes no sense.</summary>
    Invalid,

    /// <summary>Another miner answers than before.</summary>
    MinerChanged,

    /// <summary>It is deleted and nothing of it is left, or a person has released it.</summary>
    Gone,
}
