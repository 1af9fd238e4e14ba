using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Lotus.Api;

namespace LotusSeal.Worker.Commands.Control;

/// <summary>Finds the miner and the running worker that a command is about (protocol spec 1.4, 1.5).</summary>
internal sealed class ApiLocator(CommandContext context, GlobalFlags globals)
{
    internal const string WorkerVariable = "WORKER_API_INFO";

    /// <summary>The miner.</summary>
    /// <param name="result">The command line.</param>
    /// <param name="warn">Takes warnings; null for standard error.</param>
    /// <exception cref="UsageException">A variable is malformed.</exception>
    /// <exception cref="CommandException">There is neither a variable nor a repository.</exception>
    public ApiInfo Miner(ParseResult result, Action<string>? warn = null)
    {
        string repository = globals.MinerRepository(result, context);
        MinerLocator locator = new(context.Variable, warn ?? (warning => context.Error.WriteLine($"warning: {warning}")));
        return Locate(() => locator.Locate(repository).ToHttp(), $"cannot find the miner: set {MinerLocator.Variable} or --miner-repo");
    }

    /// <summary>
    /// Reads the miner's address and token, each time anew: a worker may start before its miner, and a miner that starts again may have another port
    /// or token. A repository without a token is not ready.
    /// </summary>
    /// <param name="result">The command line.</param>
    /// <param name="warn">Takes warnings.</param>
    /// <exception cref="UsageException">A variable is malformed.</exception>
    /// <exception cref="CommandException">There is neither a variable nor a repository to wait for.</exception>
    public Func<ApiInfo> MinerFinder(ParseResult result, Action<string> warn)
    {
        MinerLocator locator = new(context.Variable);
        if (locator.IsInEnvironment || !globals.HasMinerRepository(result, context))
        {
            ApiInfo found = Miner(result, warn);
            return () => found;
        }

        string repository = globals.MinerRepository(result, context);
        return () =>
        {
            ApiInfo info = ApiInfo.FromRepository(repository).ToHttp();
            return info.Token is null ? throw new IOException($"{info.TokenSource}: there is no token yet.") : info;
        };
    }

    /// <summary>The running worker.</summary>
    /// <exception cref="UsageException">The variable is malformed.</exception>
    /// <exception cref="CommandException">There is neither the variable nor a running worker's repository.</exception>
    public ApiInfo Worker(ParseResult result)
    {
        string repository = globals.WorkerRepository(result, context);
        return Locate(() => context.Variable(WorkerVariable) is { Length: > 0 } value
            ? ApiInfo.Parse(value, WorkerVariable).ToHttp()
            : ApiInfo.FromRepository(repository).ToHttp(), $"cannot find the worker: is it running? Set {WorkerVariable} or --worker-repo");
    }

    private static ApiInfo Locate(Func<ApiInfo> locate, string advice)
    {
        try
        {
            return locate();
        }
        catch (FormatException e)
        {
            throw new UsageException(e.Message, e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new CommandException($"{advice} ({e.Message.TrimEnd('.')}).", e);
        }
    }
}
