using System.CommandLine;
using System.Diagnostics;
using LotusSeal.DevMiner.Text;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;

namespace LotusSeal.DevMiner.Commands;

/// <summary>Commands about storage paths.</summary>
internal static class DevMinerStorageCommands
{
    public static Command Storage(CommandConsole console) => new("storage", "Show storage paths.")
    {
        console.Define("list", "All paths with their space and files.", async (parse, miner, stop) =>
        {
            Dictionary<string, SectorDeclaration[]> files = await miner.Miner.StorageListAsync(stop) ?? [];
            Dictionary<string, string> local = await miner.Admin.StorageLocalAsync(stop) ?? [];
            List<ListedPath> paths = [];
            foreach ((string id, SectorDeclaration[] held) in files)
                paths.Add(await DescribeAsync(miner, id, held, local.GetValueOrDefault(id), stop));
            await console.Output.WriteAsync(StorageListText.Format(paths, console.PainterOf(parse)));
        }),
    };

    private static async Task<ListedPath> DescribeAsync(MinerClient miner, string id, SectorDeclaration[]? files, string? localPath,
        CancellationToken stop)
    {
        try
        {
            long asked = Stopwatch.GetTimestamp();
            FsStat stat = await miner.Admin.StorageStatAsync(id, stop);
            TimeSpan latency = Stopwatch.GetElapsedTime(asked);
            return new ListedPath(id, await miner.Miner.StorageInfoAsync(id, stop), stat, null, files ?? [], localPath, latency);
        }
        catch (RpcException error)
        {
            return new ListedPath(id, null, null, error.Message, files ?? [], localPath, default);
        }
    }
}
