namespace LotusSeal.Groth16.Aggregation;

/// <summary>How challenges are drawn from what was committed to (snarkpack.md 5 and 6). An aggregate holds under its own version alone.</summary>
public enum AggregationVersion
{
    /// <summary>The first one, which leaves the cross terms of the first round out.</summary>
    V1 = 1,

    /// <summary>The second one, of all non-interactive proofs.</summary>
    V2 = 2,
}
