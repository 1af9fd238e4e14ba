namespace LotusSeal.Worker.Hosting;

/// <summary>What computes that a GPU can compute: PreCommit2 and proofs.</summary>
public enum GpuPolicy
{
    /// <summary>A GPU where one can be used, else the processor.</summary>
    Prefer,

    /// <summary>
    /// A GPU or nothing: work that would fall back fails. Proofs of spacetime fall back all the same, since a missed one costs a fee.
    /// </summary>
    Require,

    /// <summary>The processor.</summary>
    Never,
}
