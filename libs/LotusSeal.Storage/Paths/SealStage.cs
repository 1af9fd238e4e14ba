namespace LotusSeal.Storage;

/// <summary>How far the sealing of a sector came in its cache. Sealed file and cache belong together: the former is as far as the latter.</summary>
/// <remarks>
/// A worker that was killed while it sealed comes back with what it has, and the index lists it beside the sector that another worker sealed
/// meanwhile. Which of the two serves a step only the files can tell.
/// </remarks>
public enum SealStage
{
    /// <summary>PreCommit1 did not end there: layers are missing.</summary>
    Begun,

    /// <summary>All layers are there, and no <c>p_aux</c>: PreCommit2 did not end there, and the sealed file may be plain data.</summary>
    PreCommitted1,

    /// <summary>PreCommit2 ended there.</summary>
    PreCommitted2,
}
