using System.Buffers;
using System.Net;
using System.Net.Http.Headers;
using LotusSeal.Lotus.Json;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>Reads vanilla proofs of spacetime wherever their sectors lie: here, or at a peer (post.md 8.3). Safe for concurrent calls.</summary>
public sealed class VanillaReader : IDisposable
{
    /// <summary>Sectors whose places are asked for at once; what is read at once is bounded by path.</summary>
    private const int Lookups = 32;

    // Above the longest proof, a winning one of 64 GiB.
    private const int LongestProof = 1 << 20;

    private readonly SectorStore _store;
    private readonly VanillaProofs _proofs;
    private readonly SectorStoreOptions _options;
    private readonly HttpClient _peers;
    private readonly SemaphoreSlim _lookups = new(Lookups, Lookups);

    /// <param name="store">Knows where sectors lie.</param>
    /// <param name="proofs">Reads those that lie here.</param>
    /// <param name="options">This process's address, and its token for peers.</param>
    public VanillaReader(SectorStore store, VanillaProofs proofs, SectorStoreOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        (_store, _proofs, _options) = (store, proofs, options);
        _peers = HttpHandlers.Client(HttpHandlers.ForPeers(options.ConnectTimeout));
    }

    /// <summary>The vanilla proof of one sector, from whoever stores it and sends one that holds.</summary>
    /// <param name="request">What is asked of the sector.</param>
    /// <param name="require">Throws when a proof does not hold; then the next holder is asked.</param>
    /// <param name="cancellationToken">The caller has left.</param>
    /// <exception cref="StorageException">The sector is nowhere, late, or its disk is gone; the message has what every holder said.</exception>
    /// <exception cref="SealingException">A file here is missing or damaged; the message names it.</exception>
    public async Task<byte[]> ReadAsync(SingleVanillaRequest request, Action<byte[]> require, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        ArgumentNullException.ThrowIfNull(require);
        SectorRef sector = new(new SectorId(request.Miner, request.Sector.SectorNumber), request.Sector.SealProof);
        (VanillaFiles? files, string[] peers) = await FindAsync(sector, request.Sector.Update, cancellationToken);
        // Any error of a sector that is here is final: another copy would hide it.
        if (files is null) return await AskAsync(peers, request, require, cancellationToken);
        byte[] proof = await _proofs.ProveSpacetimeAsync(request, files, cancellationToken);
        require(proof);
        return proof;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _peers.Dispose();
        _lookups.Dispose();
    }

    private async Task<(VanillaFiles? Files, string[] Peers)> FindAsync(SectorRef sector, bool isUpdate, CancellationToken cancellationToken)
    {
        await _lookups.WaitAsync(cancellationToken);
        try
        {
            return (await _store.FilesToProveAsync(sector, isUpdate, cancellationToken), []);
        }
        catch (StorageException e) when (e.Fault == StorageFault.SectorNotFound)
        {
            SectorFileType types = isUpdate ? SectorFileType.Update | SectorFileType.UpdateCache : SectorFileType.Sealed | SectorFileType.Cache;
            SectorStorageInfo[] holders = await _store.HoldersAsync(new SectorFileKey(sector.Id, types), cancellationToken);
            return (null, [.. holders.SelectMany(holder => holder.BaseUrls ?? []).Distinct().Where(url => url != _options.BaseUrl)]);
        }
        finally
        {
            _lookups.Release();
        }
    }

    private async Task<byte[]> AskAsync(string[] peers, SingleVanillaRequest request, Action<byte[]> require, CancellationToken cancellationToken)
    {
        List<string> failures = [];
        foreach (string peer in peers)
        {
            try
            {
                byte[] proof = await _proofs.ReadAtPeerAsync(peer, stop => PostAsync(peer, request, stop), cancellationToken);
                if (proof.Length == 0) continue;
                require(proof);
                return proof;
            }
            catch (Exception e) when (!cancellationToken.IsCancellationRequested)
            {
                // Whatever it is, even an address that is none: another holder may have the sector.
                failures.Add($"{peer}: {e.Message}");
            }
        }

        string reasons = failures.Count == 0 ? "" : $": {string.Join("; ", failures)}";
        throw new StorageException(StorageFault.SectorNotFound, $"sector not found{reasons}");
    }

    /// <summary>What a peer answers; nothing when it does not have the sector.</summary>
    private async Task<byte[]> PostAsync(string peer, SingleVanillaRequest request, CancellationToken cancellationToken)
    {
        using HttpRequestMessage message = new(HttpMethod.Post, $"{peer}/vanilla/single");
        message.Content = new ByteArrayContent(LotusJson.Serialize(request));
        if (_options.Token() is { Length: > 0 } token) message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        using HttpResponseMessage answer = await _peers.SendAsync(message, HttpCompletionOption.ResponseHeadersRead, cancellationToken);
        if (answer.StatusCode == HttpStatusCode.NotFound) return [];
        await using Stream content = await answer.Content.ReadAsStreamAsync(cancellationToken);
        byte[] body = ArrayPool<byte>.Shared.Rent(LongestProof);
        try
        {
            int length = await content.ReadAtLeastAsync(body.AsMemory(0, LongestProof), LongestProof, throwOnEndOfStream: false, cancellationToken);
            if (answer.StatusCode == HttpStatusCode.OK) return body[..length];
            string reason = System.Text.Encoding.UTF8.GetString(body.AsSpan(0, Math.Min(length, 1024))).ReplaceLineEndings(" ").Trim();
            throw new StorageException(StorageFault.Transfer, $"status {(int)answer.StatusCode}: {reason}");
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(body);
        }
    }
}
