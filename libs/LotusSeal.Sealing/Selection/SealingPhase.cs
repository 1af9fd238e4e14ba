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

    /// <summary>Vanilla proofs, those of updates too: graph and hashes.</summary>
    Commit1,

    /// <summary>Labels again, then the data; the data of updates: graph, labels and hashes.</summary>
    Unseal,

    /// <summary>An update of a sealed sector, and its undoing: the update builder.</summary>
    Update,
}
