using System.Text.Json.Serialization;

namespace LotusSeal.Operator.Entities;

/// <summary>A kind of task by the short name that Lotus gives it.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PoolTask>))]
public enum PoolTask
{
    /// <summary>AddPiece: writes the data of a sector.</summary>
    AP,

    /// <summary>PreCommit1: labels a sector.</summary>
    PC1,

    /// <summary>PreCommit2: builds the trees of a sector.</summary>
    PC2,

    /// <summary>Commit2: the proof of a sector.</summary>
    C2,

    /// <summary>Unseals data.</summary>
    UNS,

    /// <summary>Encodes data into a sealed sector.</summary>
    RU,

    /// <summary>The proof of such an update.</summary>
    PR2,

    /// <summary>Makes the key of an updated sector anew.</summary>
    GSK,

    /// <summary>Downloads a sector that was sealed elsewhere.</summary>
    DL,

    /// <summary>Proves every day that sectors are there.</summary>
    WDP,

    /// <summary>Proves a sector to win a block.</summary>
    WNP,
}
