using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Observed;
using LotusSeal.Primitives;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>
/// The index of storage with the addresses of its paths, each of which is a question of its own: they are kept, and asked for again for a path that
/// is new, every minute, and after some were taken away.
/// </summary>
/// <param name="client">Asks.</param>
/// <param name="time">Measures how old they are.</param>
internal sealed class PathAddresses(MinerPeer client, TimeProvider time)
{
    private const int MostPaths = 20_000, AtOnce = 8, Tries = 3;
    private static readonly TimeSpan LongestKept = TimeSpan.FromMinutes(1);

    private Dictionary<string, IReadOnlyList<string>> _known = [];
    private long _knownSince;
    private volatile bool _isForgotten;

    /// <summary>Ask for all of them again.</summary>
    public void Forget() => _isForgotten = true;

    /// <summary>The paths, in order of their ids.</summary>
    /// <exception cref="MinerFault">A question had no good answer.</exception>
    public async Task<IReadOnlyList<MinerPath>> AskAsync(TimeSpan deadline, CancellationToken stop)
    {
        if (_isForgotten || time.GetElapsedTime(_knownSince) >= LongestKept)
        {
            _isForgotten = false;
            _knownSince = time.GetTimestamp();
            _known = [];
        }

        for (int tries = 1; ; tries++)
        {
            IReadOnlyDictionary<string, IReadOnlyList<SectorId>> sectors = await ListAsync(deadline, stop);
            string? gone = await AskForNewAsync(sectors.Keys, deadline, stop);
            if (gone is null)
            {
                // What left the index is forgotten, so that it is asked for again if it comes back.
                _known = _known.Where(entry => sectors.ContainsKey(entry.Key)).ToDictionary();
                return [.. sectors.OrderBy(path => path.Key, StringComparer.Ordinal)
                    .Select(path => new MinerPath(path.Key, _known[path.Key], path.Value))];
            }

            if (tries == Tries)
                throw new MinerFault(MinerProblemKind.DialFailed, $"the miner at {client.Address} lists paths and does not know them");
        }
    }

    private async Task<IReadOnlyDictionary<string, IReadOnlyList<SectorId>>> ListAsync(TimeSpan deadline, CancellationToken stop)
    {
        IReadOnlyDictionary<string, IReadOnlyList<SectorId>> paths;
        try
        {
            paths = AnswerReader.Paths(await client.AskAsync("StorageList", client.Miner.StorageListAsync, deadline, stop), client.Address);
        }
        catch (RpcException error)
        {
            throw FaultReader.Read(error, "StorageList", client.Address);
        }

        return paths.Count <= MostPaths ? paths
            : throw new MinerFault(MinerProblemKind.VersionMismatch, $"the miner at {client.Address} lists more than {MostPaths} paths");
    }

    /// <returns>A path that the miner does not know any more: it was taken away in between. Null when all are known.</returns>
    private async Task<string?> AskForNewAsync(IEnumerable<string> ids, TimeSpan deadline, CancellationToken stop)
    {
        string? gone = null;
        foreach (string[] some in ids.Where(id => !_known.ContainsKey(id)).ToArray().Chunk(AtOnce))
        {
            (string Id, StorageInfo? Info)[] answers = await Task.WhenAll(some.Select(async id => (id, await InfoAsync(id, deadline, stop))));
            foreach ((string id, StorageInfo? info) in answers)
            {
                if (info is null) gone = id;
                else if (info.Id == id) _known[id] = [.. (info.Urls ?? []).Order(StringComparer.Ordinal)];
                else throw AnswerReader.Strange("StorageInfo", client.Address);
            }
        }

        return gone;
    }

    private async Task<StorageInfo?> InfoAsync(string id, TimeSpan deadline, CancellationToken stop)
    {
        try
        {
            StorageInfo? info = await client.AskAsync("StorageInfo", token => client.Miner.StorageInfoAsync(id, token), deadline, stop);
            return info ?? throw AnswerReader.Strange("StorageInfo", client.Address);
        }
        catch (RpcException error) when (error.Code == RpcCodes.MethodError)
        {
            return null;
        }
        catch (RpcException error)
        {
            throw FaultReader.Read(error, "StorageInfo", client.Address);
        }
    }
}
