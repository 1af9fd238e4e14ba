using System.Text.Json;
using System.Text.Json.Serialization;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What an offline command prints; a value that is not known yet is null.</summary>
internal sealed record SectorReport(
    CommD? CommD,
    CommR? CommR,
    Digest? CommC,
    Digest? CommRLast,
    Digest? ReplicaId,
    IReadOnlyList<PieceReport> Pieces,
    IReadOnlyDictionary<string, double> Seconds)
{
    /// <summary>Of unsealed data, how many bytes were compared with no commitment; null where nothing was unsealed.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ulong? UncheckedBytes { get; init; }

    /// <summary>The report of a sector folder.</summary>
    public static SectorReport Of(OfflineSectorState state) => new(state.CommD, state.CommR, state.CommC, state.CommRLast, state.ReplicaId,
        [.. state.Pieces.Select(piece => new PieceReport(piece.CommP, piece.UnpaddedSize))], state.Seconds);

    /// <summary>Prints it: one JSON object, or lines for people.</summary>
    public void Print(TextWriter output, bool json)
    {
        if (json)
        {
            output.WriteLine(JsonSerializer.Serialize(this, SectorJson.Types.SectorReport));
            return;
        }

        foreach ((string name, Digest? value) in new[]
        {
            ("comm_d", CommD?.Value), ("comm_r", CommR?.Value), ("comm_c", CommC), ("comm_r_last", CommRLast), ("replica_id", ReplicaId),
        })
        {
            if (value is Digest digest) output.WriteLine($"{name + ":",-13}{digest}");
        }

        foreach (PieceReport piece in Pieces) output.WriteLine(FormattableString.Invariant($"piece:       {piece.CommP} {piece.UnpaddedSize}"));
        foreach ((string step, double seconds) in Seconds) output.WriteLine(FormattableString.Invariant($"{step + ":",-13}{seconds:F3} s"));
    }
}

/// <summary>A piece in a <see cref="SectorReport"/>, zero pieces included.</summary>
internal sealed record PieceReport(Digest CommP, ulong UnpaddedSize);
