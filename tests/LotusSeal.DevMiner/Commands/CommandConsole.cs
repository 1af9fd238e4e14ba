using System.CommandLine;
using LotusSeal.DevMiner.Api;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Text;

namespace LotusSeal.DevMiner.Commands;

/// <summary>What every command has: where to write, and the miner that it talks to.</summary>
internal sealed class CommandConsole(TextWriter output, Option<string> repository, Option<bool> color)
{
    /// <summary>Where results go.</summary>
    public TextWriter Output { get; } = output;

    /// <summary>A command whose action talks to the running miner.</summary>
    public Command Define(string name, string description, Func<ParseResult, MinerClient, CancellationToken, Task> action, params Symbol[] symbols)
    {
        Command command = new(name, description);
        foreach (Symbol symbol in symbols)
        {
            if (symbol is Argument argument) command.Add(argument);
            else if (symbol is Option option) command.Add(option);
        }

        command.SetAction(async (parse, stop) =>
        {
            await using MinerClient miner = MinerClient.Of(RepositoryOf(parse));
            await action(parse, miner, stop);
        });
        return command;
    }

    /// <summary>The miner's repository.</summary>
    public string RepositoryOf(ParseResult parse) => parse.GetValue(repository)!;

    /// <summary>Colours when the terminal has them or the user insists.</summary>
    public AnsiPainter PainterOf(ParseResult parse) => parse.GetValue(color) ? new AnsiPainter(true) : AnsiPainter.ForConsole();
}

/// <summary>A connection to a running miner, found by its repository.</summary>
internal sealed class MinerClient(RpcConnection connection, ApiInfo info) : IAsyncDisposable
{
    /// <summary>How to reach the miner; contains its token.</summary>
    public ApiInfo Info { get; } = info;

    public IMinerApi Miner { get; } = connection.As<IMinerApi>();

    public IMinerAdminApi Admin { get; } = connection.As<IMinerAdminApi>();

    public IDevMinerApi Dev { get; } = connection.As<IDevMinerApi>();

    public IV0MinerAdminApi V0 { get; } = connection.As<IV0MinerAdminApi>();

    public static MinerClient Of(string repository)
    {
        ApiInfo info = ApiInfo.FromRepository(repository).ToHttp();
        RpcClientOptions options = new()
        {
            MethodDeadlines = new[] { "DevUnseal", "DevProve", "DevWindowProve", "DevWinningProve" }
                .ToDictionary(method => method, _ => Timeout.InfiniteTimeSpan),
        };
        return new MinerClient(RpcConnection.Open(info, options), info);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();
}
