using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Operator.Planning;

namespace LotusSeal.Operator.Mirror.Asking;

/// <summary>What a miner is told. All of a list is tried, and one error names what failed.</summary>
/// <param name="client">Tells it.</param>
/// <param name="deadline">For each answer.</param>
internal sealed class MinerActions(MinerPeer client, TimeSpan deadline)
{
    private const int AtOnce = 8, MostNamed = 5;

    /// <summary>Gives up jobs.</summary>
    /// <exception cref="MirrorException">Some could not be.</exception>
    public Task AbortAsync(IReadOnlyList<CallId> calls, CancellationToken stop) =>
        // What is only assigned has no id yet (protocol spec 3.3): a miner keeps a result for the empty one for ever, and nobody takes it.
        AllAsync("jobs could not be given up", [.. calls.Where(call => call.Id != Guid.Empty).Distinct()], call => call.ToString(), AbortAsync, stop);

    /// <summary>Takes addresses of paths away.</summary>
    /// <exception cref="MirrorException">Some could not be.</exception>
    public Task DetachAsync(IReadOnlyList<PathAddress> paths, CancellationToken stop) =>
        AllAsync("paths could not be taken out of the miner's index", [.. paths.Distinct()], path => $"{path.Id} at {path.Url}", DetachAsync, stop);

    private async Task AbortAsync(CallId call, CancellationToken stop)
    {
        try
        {
            await SayAsync("SealingAbort", token => client.Admin.SealingAbortAsync(call, token), stop);
        }
        catch (RpcException error) when (MinerErrorTexts.IsResultKnown(error))
        {
            // It has a result already, and does not wait.
        }
    }

    private async Task DetachAsync(PathAddress path, CancellationToken stop)
    {
        try
        {
            await SayAsync("StorageDetach", token => client.Miner.StorageDetachAsync(path.Id, path.Url, token), stop);
        }
        catch (RpcException)
        {
            // The words for a path that is not there differ from version to version, so the index itself is asked.
            if (await HasAsync(path, stop)) throw;
        }
    }

    private async Task<bool> HasAsync(PathAddress path, CancellationToken stop)
    {
        Dictionary<string, SectorDeclaration[]>? paths = await client.AskAsync("StorageList", client.Miner.StorageListAsync, deadline, stop);
        if (paths is not null && !paths.ContainsKey(path.Id)) return false;
        StorageInfo info = await client.AskAsync("StorageInfo", token => client.Miner.StorageInfoAsync(path.Id, token), deadline, stop);
        return info?.Urls?.Contains(path.Url) != false;
    }

    private Task<bool> SayAsync(string method, Func<CancellationToken, Task> say, CancellationToken stop) =>
        client.AskAsync(method, async token =>
        {
            await say(token);
            return true;
        }, deadline, stop);

    private static async Task AllAsync<T>(
        string what, IReadOnlyList<T> items, Func<T, string> name, Func<T, CancellationToken, Task> act, CancellationToken stop)
    {
        List<(string Name, Exception Error)> failed = [];
        foreach (T[] some in items.Chunk(AtOnce))
        {
            stop.ThrowIfCancellationRequested();
            (string Name, Exception Error)?[] ends = await Task.WhenAll(some.Select(item => TryAsync(name(item), () => act(item, stop), stop)));
            failed.AddRange(ends.OfType<(string, Exception)>());
        }

        if (failed.Count == 0) return;
        string more = failed.Count > MostNamed ? $" and {failed.Count - MostNamed} more" : "";
        throw new MirrorException($"{failed.Count} of {items.Count} {what}: "
            + string.Join("; ", failed.Take(MostNamed).Select(end => $"{end.Name}: {end.Error.Message}")) + more, failed[0].Error);
    }

    private static async Task<(string Name, Exception Error)?> TryAsync(string name, Func<Task> act, CancellationToken stop)
    {
        try
        {
            await act();
            return null;
        }
        catch (Exception error) when (error is MinerFault or RpcException && !stop.IsCancellationRequested)
        {
            return (name, error);
        }
    }
}
