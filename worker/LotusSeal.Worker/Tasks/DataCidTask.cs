using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Computes the commitment of a piece without storing it.</summary>
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
        PieceCommitment piece = await services.Sealer.ComputePieceCommitmentAsync(stream, Size(), cancellationToken);
        return PieceInfo.Of(piece);
    }

    private UnpaddedSize Size() => TaskInput.PieceSize("pieceSize", unpaddedSize);
}
