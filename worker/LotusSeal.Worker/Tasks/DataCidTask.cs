using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Worker.Calls;

namespace LotusSeal.Worker.Tasks;

/// <summary>Computes the commitment of a piece without storing it.</summary>
internal sealed class DataCidTask(ulong unpaddedSize, PieceReader data) : SealTask
{
    /// <inheritdoc/>
    public override string TaskType => TaskTypes.DataCid;

    /// <inheritdoc/>
    public override ReturnKind Returns => ReturnKind.DataCid;

    /// <inheritdoc/>
    public override SectorId Sector => default;

    /// <inheritdoc/>
    public override void Check() => TaskInput.UnpaddedToPadded("pieceSize", unpaddedSize);

    /// <inheritdoc/>
    public override async Task<object?> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using PieceReader reader = data;
        await using Stream stream = await reader.OpenAsync(cancellationToken);
        PieceCommitment piece = await services.Sealer.ComputePieceCommitmentAsync(stream, unpaddedSize, cancellationToken);
        return new PieceInfo(piece.PaddedSize, Cid.FromCommD(piece.CommP));
    }
}
