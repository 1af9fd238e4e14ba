namespace LotusSeal.Sealing.Updates;

/// <summary>Which part of an update's vanilla proof does not hold.</summary>
public enum UpdatePart
{
    /// <summary>comm_c, the roots, or the form of the proof.</summary>
    Commitments,

    /// <summary>The key and its tree.</summary>
    OldReplica,

    /// <summary>TreeD.</summary>
    Data,

    /// <summary>The updated replica and its tree.</summary>
    NewReplica,

    /// <summary>The equation between the three.</summary>
    Encoding,
}
