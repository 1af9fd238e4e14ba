using System.CommandLine;

namespace LotusSeal.DevMiner.Commands;

/// <summary>Commands about access, and the end of the miner.</summary>
internal static class AuthCommands
{
    public static Command Auth(CommandConsole console) => new("auth", "Access to the miner.")
    {
        console.Define("api-info", "The variable that lets a worker find this miner; it contains a token.", async (parse, miner, stop) =>
        {
            await miner.Miner.VersionAsync(stop);
            string address = (await File.ReadAllTextAsync(Path.Combine(console.RepositoryOf(parse), "api"), stop)).Trim();
            await console.Output.WriteLineAsync($"MINER_API_INFO={miner.Info.Token}:{address}");
        }),
    };

    public static Command Stop(CommandConsole console) =>
        console.Define("stop", "Stop the miner.", (_, miner, stop) => miner.Admin.ShutdownAsync(stop));
}
