using System.Net.Http.Headers;
using System.Security.Cryptography;
using LotusSeal.DevMiner.Api;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Has the holders of a sector prove that they keep it, as a miner does before each window PoSt (post.md 8.1, 8.3).</summary>
internal sealed class SectorChallenger(SectorLedger ledger, ISectorIndex index, HttpClient http, Func<string> token)
{
    /// <summary>What a real miner gives one sector.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(10);

    /// <summary>Draws challenges, asks each holder in turn for the vanilla proof, and verifies the first that comes.</summary>
    /// <exception cref="InvalidDataException">The sector is unknown or not sealed, no holder proves it, or the proof does not hold.</exception>
    public async Task<ProveReport> ProveAsync(ulong number, CancellationToken cancellationToken)
    {
        SectorRecord sector = ledger.Find(number) ?? throw new InvalidDataException($"There is no sector {number}.");
        if (sector.State != SectorState.Proving)
            throw new InvalidDataException($"Sector {number} is in state {sector.State}; only a Proving one can be proved.");
        bool updated = sector.Update is { IsActive: true };
        SectorFileType types = updated ? SectorFileType.Update | SectorFileType.UpdateCache : SectorFileType.Sealed | SectorFileType.Cache;
        RegisteredPoStProof proof = RegisteredPoStProofs.WindowProofOf(sector.ProofType);
        ulong[] challenges = PostChallenges.Draw(new Digest(RandomNumberGenerator.GetBytes(Digest.Size)), number, 0, proof.Challenges(),
            PoRepConfig.ForProof(sector.ProofType).Nodes);
        SingleVanillaRequest request = new(sector.Id.Miner,
            new PostSectorChallenge(sector.ProofType, number, sector.CurrentCommR, challenges, updated), proof);
        SectorStorageInfo[] holders = await index.StorageFindSectorAsync(sector.Id, types, 0, false, cancellationToken) ?? [];
        List<string> refusals = [];
        foreach (string url in holders.SelectMany(holder => holder.BaseUrls ?? []))
        {
            if (await AskAsync(url, request, refusals, cancellationToken) is not { } bytes) continue;
            Check(sector, challenges, bytes, url);
            return new ProveReport(bytes.Length, challenges.Length, url);
        }
        throw new InvalidDataException($"Nobody proves sector {number}: {(refusals.Count == 0 ? "no path holds it" : string.Join("; ", refusals))}.");
    }

    private async Task<byte[]?> AskAsync(string url, SingleVanillaRequest body, List<string> refusals, CancellationToken cancellationToken)
    {
        using CancellationTokenSource limit = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        limit.CancelAfter(Limit);
        using HttpRequestMessage request = new(HttpMethod.Post, $"{url}/vanilla/single");
        request.Content = new ByteArrayContent(LotusJson.Serialize(body));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token());
        try
        {
            using HttpResponseMessage response = await http.SendAsync(request, limit.Token);
            if (response.IsSuccessStatusCode) return await response.Content.ReadAsByteArrayAsync(limit.Token);
            refusals.Add($"{url}: {(int)response.StatusCode} {(await response.Content.ReadAsStringAsync(limit.Token)).TrimEnd()}");
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException && !cancellationToken.IsCancellationRequested)
        {
            refusals.Add($"{url}: {e.Message}");
        }
        return null;
    }

    private static void Check(SectorRecord sector, ulong[] challenges, byte[] bytes, string url)
    {
        PoRepConfig config = PoRepConfig.ForProof(sector.ProofType);
        try
        {
            PostSectorProof proof = PostProofFormat.Read(config, bytes);
            if (proof.SectorNumber != sector.Id.Number) throw new InvalidDataException($"{url} proved sector {proof.SectorNumber}.");
            if (new PostProofVerifier(config).FindFault(proof, sector.CurrentCommR!.ToCommR(), challenges) is { } fault)
                throw new InvalidDataException($"The vanilla proof of sector {sector.Id} from {url} does not hold: {fault.Reason}.");
        }
        catch (SealingException malformed)
        {
            throw new InvalidDataException($"{url}: {malformed.Message}", malformed);
        }
    }
}
