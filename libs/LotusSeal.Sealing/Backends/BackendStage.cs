namespace LotusSeal.Sealing.Backends;

/// <summary>What a backend was computing when it failed.</summary>
public enum BackendStage
{
    /// <summary>Parents of nodes.</summary>
    Parents,

    /// <summary>Labels of a layer.</summary>
    Labels,

    /// <summary>sha254 of pairs: pieces and TreeD.</summary>
    PairHash,

    /// <summary>Poseidon of nodes: the rows of TreeC and TreeRLast.</summary>
    PoseidonHash,

    /// <summary>Poseidon of columns: the leaves of TreeC.</summary>
    ColumnHash,

    /// <summary>Label plus data.</summary>
    Encoding,

    /// <summary>Replica minus label.</summary>
    Decoding,

    /// <summary>PreCommit2 as a whole: TreeC, replica and TreeRLast.</summary>
    Replica,

    /// <summary>An update as a whole, or its undoing: replica and TreeRLast.</summary>
    Update,

    /// <summary>Groth16: sums of points, transforms.</summary>
    Proof,
}
