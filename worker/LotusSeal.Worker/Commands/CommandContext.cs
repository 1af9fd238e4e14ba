using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Updates;
using LotusSeal.Worker.Commands.Control;
using LotusSeal.Worker.Commands.Proofs;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Resources;

namespace LotusSeal.Worker.Commands;

/// <summary>What a command sees of the world, so that tests can give it another one.</summary>
internal sealed record CommandContext
{
    /// <summary>An environment variable, or null.</summary>
    public required Func<string, string?> Variable { get; init; }

    /// <summary>Standard output: results only.</summary>
    public required TextWriter Output { get; init; }

    /// <summary>Standard error: progress, notes and the one line of an error.</summary>
    public required TextWriter Error { get; init; }

    /// <summary>Whether standard error is a terminal, so that progress may be drawn.</summary>
    public bool ErrorIsTerminal { get; init; }

    /// <summary>Whether standard output is a terminal that wants colours.</summary>
    public bool ColorOutput { get; init; }

    /// <summary>What <c>~</c> stands for.</summary>
    public required string HomeDirectory { get; init; }

    /// <summary>Makes the sealer of the offline commands.</summary>
    public Func<SealerSettings, ISectorSealer> CreateSealer { get; init; } = OfflineSealer.Create;

    /// <summary>Makes the updater of the offline commands.</summary>
    public Func<SealerSettings, ISectorUpdater> CreateUpdater { get; init; } = OfflineSealer.CreateUpdater;

    /// <summary>Lets steps begin where their memory is.</summary>
    public MemoryGate Memory { get; init; } = new(new HostProbe());

    /// <summary>Makes clients of workers and miners.</summary>
    public IApiConnector Connector { get; init; } = new ApiConnector();

    /// <summary>Runs the daemon.</summary>
    public Func<WorkerRunOptions, CancellationToken, Task<int>> RunWorker { get; init; } = WorkerHost.RunAsync;

    /// <summary>The context of the real process.</summary>
    public static CommandContext OfProcess() => new()
    {
        Variable = Environment.GetEnvironmentVariable,
        Output = Console.Out,
        Error = Console.Error,
        ErrorIsTerminal = !Console.IsErrorRedirected,
        ColorOutput = !Console.IsOutputRedirected && Environment.GetEnvironmentVariable("NO_COLOR") is null
            && Environment.GetEnvironmentVariable("TERM") != "dumb",
        HomeDirectory = Environment.GetFolderPath(Environment.SpecialFolder.UserProfile),
    };

    /// <summary>A path as the user wrote it, with a leading <c>~</c> replaced.</summary>
    public string ExpandPath(string path) =>
        path == "~" || path.StartsWith("~/", StringComparison.Ordinal) ? Path.Join(HomeDirectory, path[1..]) : path;
}
