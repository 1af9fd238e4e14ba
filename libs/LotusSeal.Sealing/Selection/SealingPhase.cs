namespace LotusSeal.Sealing.Selection;

/// <summary>The kinds of work that a backend is chosen for.</summary>
public enum SealingPhase
{
    /// <summary>Commitments of pieces: hashes.</summary>
    Pieces,

    /// <summary>TreeD, parents and layers: graph, labels and hashes.</summary>
    PreCommit1,

    /// <summary>TreeC, replica and TreeRLast: the replica builder.</summary>
    PreCommit2,

    /// <summary>Vanilla proofs: graph and hashes.</summary>
    Commit1,

    /// <summary>Labels again, then the data: graph, labels and hashes.</summary>
    Unseal,

    /// <summary>An update of a sealed sector, its vanilla proofs and its undoing: hashes.</summary>
    Update,
}
