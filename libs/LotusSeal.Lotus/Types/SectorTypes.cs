using System.Text.Json.Serialization;
using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Types;

/// <summary>A sector and its proof type.</summary>
public sealed record SectorRef([property: JsonPropertyName("ID")] SectorId Id, RegisteredSealProof ProofType);

/// <summary>Handle of an accepted task (protocol spec 3.3).</summary>
public sealed record CallId(SectorId Sector, [property: JsonPropertyName("ID")] Guid Id)
{
    /// <summary>Key form: <c>1000-9-76081ba0-61bd-45a5-bc08-af05f1c26e5d</c>.</summary>
    public override string ToString() => $"{Sector.Miner}-{Sector.Number}-{Id}";
}

/// <summary>Codes of <see cref="CallError"/>.</summary>
public enum SealErrorCode
{
    Unknown = 0,
    TempUnknown = 100,
    TempWorkerRestart = 101,
    TempAllocateSpace = 102,
}

/// <summary>Why a task failed; null means success.</summary>
public sealed record CallError(SealErrorCode Code, string Message);

/// <summary>A piece; <paramref name="Size"/> is the padded size in bytes.</summary>
public sealed record PieceInfo(ulong Size, [property: JsonPropertyName("PieceCID")] Cid? PieceCid)
{
    /// <summary>The piece as it goes over the wire.</summary>
    public static PieceInfo Of(PieceCommitment piece) => new(piece.PaddedSize.Bytes, Cid.FromCommP(piece.CommP));

    /// <summary>The piece as the proofs see it.</summary>
    /// <exception cref="FormatException">The CID is missing or not that of a piece.</exception>
    /// <exception cref="SealingException">The size is no whole number of padded blocks.</exception>
    public PieceCommitment ToCommitment() =>
        new((PieceCid ?? throw new FormatException("The piece has no CID.")).ToCommP(), new PaddedSize(Size).ToUnpadded());
}

/// <summary>A range of unpadded bytes.</summary>
public sealed record UnpaddedRange(ulong Offset, ulong Size);

/// <summary>CommD and CommR as CIDs.</summary>
public sealed record SectorCids(Cid? Unsealed, Cid? Sealed);

/// <summary>Result of a replica update.</summary>
public sealed record ReplicaUpdateOut(Cid? NewSealed, Cid? NewUnsealed);

/// <summary>A proof of spacetime.</summary>
public sealed record PoStProof([property: JsonPropertyName("PoStProof")] int ProofType, byte[]? ProofBytes);

/// <summary>Result of a window PoSt call.</summary>
public sealed record WindowPoStResult(PoStProof PoStProofs, SectorId[]? Skipped);

/// <summary>A challenged sector.</summary>
public sealed record PostSectorChallenge(RegisteredSealProof SealProof, ulong SectorNumber, [property: JsonPropertyName("SealedCID")] Cid? SealedCid,
    ulong[]? Challenge, bool Update);

/// <summary>One HTTP header.</summary>
public sealed record HeaderEntry(string Key, string Value);

/// <summary>Where a sector file can be downloaded.</summary>
public sealed record SectorLocation(bool Local, [property: JsonPropertyName("URL")] string Url, HeaderEntry[]? Headers);
