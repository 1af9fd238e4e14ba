using System.Text.Json.Serialization;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>
/// What a sector folder is and how far it is: the content of <c>sector.json</c>. Fields with a default are set, not initialised: generated code
/// gives an init-only property the type's default when the file lacks it.
/// </summary>
public sealed record OfflineSectorState
{
    /// <summary>Version of this form.</summary>
    [JsonInclude]
    public int Version { get; internal set; } = 1;

    /// <summary>The registered proof, or null for an unregistered shape.</summary>
    public RegisteredSealProof? ProofType { get; init; }

    /// <summary>Bytes.</summary>
    public required ulong SectorSize { get; init; }

    /// <summary>Seeds the graph.</summary>
    public required Digest PorepId { get; init; }

    /// <summary>Graph rules.</summary>
    public required ApiVersion ApiVersion { get; init; }

    /// <summary>Challenge rule.</summary>
    public required PoRepFeature Feature { get; init; }

    /// <summary>Who seals.</summary>
    public required Digest ProverId { get; init; }

    /// <summary>Sector number.</summary>
    public required ulong Sector { get; init; }

    /// <summary>The ticket, known from PreCommit1 on.</summary>
    public SealTicket? Ticket { get; init; }

    /// <summary>The seed of the last Commit1.</summary>
    public InteractiveSeed? Seed { get; init; }

    /// <summary>Pieces in order; they fill the sector from PreCommit1 on.</summary>
    [JsonInclude]
    public IReadOnlyList<PieceState> Pieces { get; internal set; } = [];

    /// <summary>Root of the data tree.</summary>
    public CommD? CommD { get; init; }

    /// <summary>Replica commitment.</summary>
    public CommR? CommR { get; init; }

    /// <summary>Root of the column tree.</summary>
    public Digest? CommC { get; init; }

    /// <summary>Root of the replica tree.</summary>
    public Digest? CommRLast { get; init; }

    /// <summary>Replica id.</summary>
    public Digest? ReplicaId { get; init; }

    /// <summary>SHA-256 of c1-output.json, hexadecimal.</summary>
    public string? Commit1Sha256 { get; init; }

    /// <summary>Finished steps and the seconds that each took.</summary>
    [JsonInclude]
    public IReadOnlyDictionary<string, double> Seconds { get; internal set; } = new Dictionary<string, double>();

    /// <summary>What makes no sense in a state that was read, or null.</summary>
    internal string? Fault()
    {
        if (ProofType is RegisteredSealProof proof && !Enum.IsDefined(proof)) return $"proof_type {(int)proof} is unknown";
        if (!Enum.IsDefined(ApiVersion) || !Enum.IsDefined(Feature)) return "api_version or feature is unknown";
        if (Seconds is null || Pieces is null) return "pieces or seconds is null";
        try
        {
            if (Config().SectorSize != SectorSize) return $"sector_size {SectorSize} is not that of the proof";
        }
        catch (ArgumentOutOfRangeException e)
        {
            return e.Message;
        }

        // Only sizes up to the sector's are summed, so that the sum cannot wrap.
        ulong left = SectorSize;
        foreach (PieceState? piece in Pieces)
        {
            if (piece is null) return "pieces has null in it";
            bool fits = UnpaddedSize.IsPieceSize(piece.UnpaddedSize) && piece.PaddedSize().Bytes <= left;
            if (!fits) return $"a piece of {piece.UnpaddedSize} bytes does not fit into the sector of {SectorSize}";
            left -= piece.PaddedSize().Bytes;
        }

        return null;
    }

    /// <summary>The proof configuration.</summary>
    internal PoRepConfig Config() => ProofType is RegisteredSealProof proof
        ? PoRepConfig.ForProof(proof)
        : PoRepConfig.ForShape(SectorSize, PorepId, ApiVersion, Feature);

    /// <summary>The sector's identity.</summary>
    internal SealIdentity Identity() => new(Config(), ProverId, Sector);

    /// <summary>Whether a step is finished.</summary>
    internal bool Has(string step) => Seconds.ContainsKey(step);

    /// <summary>The pieces as the proofs take them.</summary>
    internal IReadOnlyList<PieceCommitment> Commitments() =>
        [.. Pieces.Select(piece => new PieceCommitment(piece.CommP, new UnpaddedSize(piece.UnpaddedSize)))];

    /// <summary>Padded bytes that the pieces take.</summary>
    internal PaddedSize PaddedLength() => Pieces.Aggregate(default(PaddedSize), (sum, piece) => sum + piece.PaddedSize());
}
