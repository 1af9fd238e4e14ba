using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Pieces;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Where the data of a piece comes from: a file, or zero bytes when <paramref name="File"/> is null.</summary>
/// <param name="UnpaddedSize">Unpadded size, 127·2^k bytes; a shorter file is filled with zeros.</param>
/// <param name="File">Absolute path, or null.</param>
public sealed record PieceSource(ulong UnpaddedSize, string? File)
{
    /// <summary>The unpadded data, as long as <see cref="UnpaddedSize"/>.</summary>
    public Stream OpenRead() => new ZeroFilledStream(File is null ? Stream.Null : System.IO.File.OpenRead(File), (long)UnpaddedSize);
}

/// <summary>One line of a sector's history.</summary>
public sealed record SectorLogEntry(string Kind, long Timestamp, string Message);

/// <summary>Everything the miner remembers of a sector. Replaced as a whole after each step.</summary>
public sealed record SectorRecord(SectorId Id, RegisteredSealProof ProofType, string State, IReadOnlyList<PieceSource> Sources)
{
    /// <summary>The sector with its proof type.</summary>
    public SectorRef Reference => new(Id, ProofType);

    /// <summary>Pieces added so far, in order.</summary>
    public IReadOnlyList<PieceInfo> Pieces { get; init; } = [];

    /// <summary>Sealing randomness.</summary>
    public byte[]? Ticket { get; init; }

    /// <summary>Opaque result of PreCommit1.</summary>
    public byte[]? PreCommit1Output { get; init; }

    /// <summary>Data commitment.</summary>
    public Cid? CommD { get; init; }

    /// <summary>Replica commitment.</summary>
    public Cid? CommR { get; init; }

    /// <summary>Interactive randomness.</summary>
    public byte[]? Seed { get; init; }

    /// <summary>Vanilla proofs, until they are verified.</summary>
    public byte[]? Commit1Output { get; init; }

    /// <summary>The proof of Commit2, where that is asked for.</summary>
    public byte[]? Proof { get; init; }

    /// <summary>How often PreCommit1 failed.</summary>
    public int PreCommit1Fails { get; init; }

    /// <summary>How often any step was tried again after a failure.</summary>
    public int Retries { get; init; }

    /// <summary>Reason of the last failure; empty after a success.</summary>
    public string LastError { get; init; } = "";

    /// <summary>The history, oldest first.</summary>
    public IReadOnlyList<SectorLogEntry> Log { get; init; } = [];

    /// <summary>A sector without pieces of its own.</summary>
    public bool IsCommittedCapacity => Sources.All(source => source.File is null);

    /// <summary>Queue priority of its tasks.</summary>
    public int Priority => IsCommittedCapacity ? 0 : SealingOperations.DealPriority;
}
