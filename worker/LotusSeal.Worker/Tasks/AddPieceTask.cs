using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Storage;
using LotusSeal.Worker.Catalog;

namespace LotusSeal.Worker.Tasks;

/// <summary>Writes a piece behind the existing ones of an unsealed file.</summary>
internal sealed class AddPieceTask(SectorRef sector, ulong[]? existingUnpaddedSizes, ulong unpaddedSize, PieceReader data)
    : SectorTask<PieceInfo>(TaskCatalog.AddPiece, sector)
{
    /// <inheritdoc/>
    public override SectorFileType Writes => SectorFileType.Unsealed;

    /// <inheritdoc/>
    public override void Abandon() => data.Dispose();

    /// <inheritdoc/>
    public override void Check()
    {
        base.Check();
        ulong padded = Size().ToPadded().Bytes, offset = Offset().Bytes;
        if (padded > Config.SectorSize - offset)
            throw new RpcException(
                $"can't add {padded} byte piece to sector {Sector} with {offset} bytes of existing pieces: the sector has {Config.SectorSize}");
    }

    /// <inheritdoc/>
    public override async Task<PieceInfo> RunAsync(TaskServices services, IProgress<PhaseProgress> progress, CancellationToken cancellationToken)
    {
        using PieceReader reader = data;
        PaddedSize offset = Offset();
        bool first = existingUnpaddedSizes is not { Length: > 0 };
        SectorFileType existing = first ? SectorFileType.None : SectorFileType.Unsealed, allocate = first ? SectorFileType.Unsealed
            : SectorFileType.None;
        AcquireRequest wanted = new(Ref) { Existing = existing, Allocate = allocate };
        await using IAcquiredSector files = await services.Store.AcquireAsync(wanted, cancellationToken);
        string path = files.PathOf(SectorFileType.Unsealed);
        PieceCommitment piece;
        try
        {
            piece = await WriteAsync(services, path, first, offset, reader, cancellationToken);
        }
        catch (Exception) when (first)
        {
            // Nobody knows this file yet; without a piece in it it must not be found at the next start.
            File.Delete(path);
            throw;
        }

        await files.DeclareAsync(cancellationToken);
        return PieceInfo.Of(piece);
    }

    private async Task<PieceCommitment> WriteAsync(TaskServices services, string path, bool first, PaddedSize offset, PieceReader reader,
        CancellationToken cancellationToken)
    {
        using PartialFile unsealed = first ? PartialFile.Create(path, Config.SectorSize) : PartialFile.Open(path, Config.SectorSize);
        if (offset.Bytes > 0 && !unsealed.IsAllocated(0, offset.Bytes))
            throw new StorageException(StorageFault.DataMissing, $"{path}: the existing pieces up to byte {offset} are not all there");
        await using Stream input = await reader.OpenAsync(cancellationToken);
        await using Stream output = unsealed.OpenRange(0, Config.SectorSize);
        // What goes beyond the size is not looked at, as in Lotus; data that end before it are an error there as here.
        await using SizedPieceStream sized = new(input, unpaddedSize, fillUp: false);
        PieceCommitment piece = await services.Sealer.WritePieceAsync(sized, Size(), output, offset, cancellationToken);
        unsealed.MarkAllocated(offset.Bytes, piece.PaddedSize.Bytes);
        return piece;
    }

    private UnpaddedSize Size() => TaskInput.PieceSize("newPieceSize", unpaddedSize);

    private PaddedSize Offset()
    {
        ulong sum = 0;
        for (int i = 0; i < (existingUnpaddedSizes?.Length ?? 0); i++)
        {
            string name = $"pieceSizes[{i}]";
            sum = TaskInput.Behind(name, sum, TaskInput.PieceSize(name, existingUnpaddedSizes![i]).ToPadded().Bytes, Config.SectorSize);
        }

        return new PaddedSize(sum);
    }
}
