using System.CommandLine;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.DevMiner.Commands;

/// <summary>The command line of <c>lotus-seal-devminer</c>.</summary>
public static class DevMinerCommandLine
{
    private const string RepositoryVariable = "LOTUS_MINER_PATH";
    private const int Failed = 1;

    /// <summary>Runs one command; the result is the exit code.</summary>
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter errors, CancellationToken cancellationToken)
    {
        InvocationConfiguration configuration = new()
        {
            Output = output,
            Error = errors,
            EnableDefaultExceptionHandler = false,
            ProcessTerminationTimeout = null
        };
        try
        {
            return await Create(output).Parse(args).InvokeAsync(configuration, cancellationToken);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Failed;
        }
        catch (Exception error) when (IsForPeople(error))
        {
            await errors.WriteLineAsync($"ERROR: {error.Message}");
            return Failed;
        }
    }

    private static RootCommand Create(TextWriter output)
    {
        Option<string> repository = new("--miner-repo", "--repo")
        {
            Description = $"Folder of the miner ({RepositoryVariable}).",
            DefaultValueFactory = _ => Environment.GetEnvironmentVariable(RepositoryVariable) is { Length: > 0 } set
                ? set
                : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".lotus-seal-devminer"),
            Recursive = true,
        };
        Option<bool> color = new("--color") { Description = "Colours even when the output is no terminal.", Recursive = true };
        CommandConsole console = new(output, repository, color);
        return new RootCommand("The miner's side of the Lotus worker protocol without a chain, to try and test sealing workers.")
        {
            repository,
            color,
            DevMinerRunCommand.Create(console),
            SectorCommands.Pledge(console),
            SectorCommands.Seal(console),
            SectorCommands.Unseal(console),
            SectorCommands.Sectors(console),
            ProvingCommands.Proving(console),
            WorkerCommands.Workers(console),
            WorkerCommands.Sealing(console),
            DevMinerStorageCommands.Storage(console),
            FaultCommands.Fault(console),
            AuthCommands.Auth(console),
            AuthCommands.Stop(console),
        };
    }

    private static bool IsForPeople(Exception error) => error is RpcException or RpcTransportException or IOException or FormatException
        or ArgumentException or InvalidDataException or UnauthorizedAccessException or InvalidOperationException
        or System.Net.Sockets.SocketException;
}
