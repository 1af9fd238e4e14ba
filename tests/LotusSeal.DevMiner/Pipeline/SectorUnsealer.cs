using System.Net.Http.Headers;
using LotusSeal.DevMiner.Api;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Phases;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Unseals sectors and checks what comes out.</summary>
internal sealed class SectorUnsealer(SectorLedger ledger, SealingOperations operations, ISectorIndex index, ISectorSealer? sealer,
    HttpClient http, Func<string> token)
{
    /// <summary>
    /// Has a worker unseal a sector, fetches the data, compares its commitment with the sector's, and keeps it in a file if wanted.
    /// </summary>
    /// <exception cref="InvalidDataException">The sector is unknown or not sealed, or the data is not the sector's.</exception>
    public async Task<UnsealReport> UnsealAsync(ulong number, string? outputFile, CancellationToken cancellationToken)
    {
        SectorRecord sector = ledger.Find(number) ?? throw new InvalidDataException($"There is no sector {number}.");
        if (sector.State != SectorState.Proving)
            throw new InvalidDataException($"Sector {number} is in state {sector.State}; only a Proving one can be unsealed.");
        UnpaddedSize size = PoRepConfig.ForProof(sector.ProofType).DataSize;
        SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector.Id, SectorFileType.Unsealed, 0, false, cancellationToken) ?? [];
        if (holders.Length == 0)
        {
            await operations.UnsealAsync(sector.Reference, size.Bytes, sector.Ticket!, sector.CurrentCommD!, cancellationToken);
            holders = await index.StorageFindSectorAsync(sector.Id, SectorFileType.Unsealed, 0, false, cancellationToken) ?? [];
        }

        string kept = outputFile is null ? Path.GetTempFileName() : Path.GetFullPath(outputFile);
        string partial = $"{kept}.{Guid.NewGuid():N}.part";
        try
        {
            await DownloadAsync(sector, holders, size, partial, cancellationToken);
            Cid commD = await CheckAsync(sector, size, partial, cancellationToken);
            if (outputFile is not null) File.Move(partial, kept, overwrite: true);
            return new UnsealReport(size.Bytes, commD.ToString(), outputFile is null ? "" : kept);
        }
        finally
        {
            File.Delete(partial);
            if (outputFile is null) File.Delete(kept);
        }
    }

    private async Task DownloadAsync(SectorRecord sector, SectorStorageInfo[] holders, UnpaddedSize size, string file,
        CancellationToken cancellationToken)
    {
        string url = holders.SelectMany(holder => holder.Urls ?? []).FirstOrDefault()
            ?? throw new InvalidDataException($"Sector {sector.Id} was unsealed, but no path declares the file.");
        using HttpRequestMessage request = new(HttpMethod.Get, url);
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        using HttpResponseMessage response = await http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (!response.IsSuccessStatusCode) throw new InvalidDataException($"{url} answered {(int)response.StatusCode}.");
        await using Fr32UnpadStream data = new(await response.Content.ReadAsStreamAsync(cancellationToken), size.Bytes);
        await using FileStream target = new(file, FileMode.CreateNew, FileAccess.Write);
        await data.CopyToAsync(target, cancellationToken);
        target.Flush(flushToDisk: true);
    }

    private async Task<Cid> CheckAsync(SectorRecord sector, UnpaddedSize size, string file, CancellationToken cancellationToken)
    {
        if (sealer is null) throw new InvalidDataException("This miner was started without means to compute commitments.");
        await using FileStream data = File.OpenRead(file);
        PieceCommitment commitment = await sealer.ComputePieceCommitmentAsync(data, size, cancellationToken);
        Cid commD = Cid.FromCommP(commitment.CommP);
        return commD.Equals(sector.CurrentCommD)
            ? commD
            : throw new InvalidDataException($"The unsealed data of {sector.Id} has commitment {commD}, the sector has {sector.CurrentCommD}.");
    }
}
