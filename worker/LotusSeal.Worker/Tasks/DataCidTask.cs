using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>
/// Computes the commitment of a piece without storing it. As in Lotus zeros follow shorter data, and what goes beyond the size is not looked at.
/// </summary>
internal sealed class DataCidTask(ulong unpaddedSize, PieceReader data) : SealTask<PieceInfo>(TaskCatalog.DataCid)
{
    /// <inheritdoc/>
    public override SectorId Sector => default;

    /// <inheritdoc/>
    public override void Abandon() => data.Dispose();

    /// <inheritdoc/>
    public override void Check() => Size();

    /// <inheritdoc/>
    public override async Task<PieceInfo> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using PieceReader reader = data;
        await using Stream stream = await reader.OpenAsync(cancellationToken);
        await using SizedPieceStream sized = new(stream, unpaddedSize, fillUp: true);
        PieceCommitment piece = await services.Sealer.ComputePieceCommitmentAsync(sized, Size(), cancellationToken);
        return PieceInfo.Of(piece);
    }

    private UnpaddedSize Size() => TaskInput.PieceSize("pieceSize", unpaddedSize);
}
