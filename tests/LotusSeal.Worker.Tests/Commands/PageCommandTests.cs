using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Testing.Pages;
using LotusSeal.Worker.Commands;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary>Every command and flag of the worker that a page names, in a block or in its text, is there.</summary>
public sealed class PageCommandTests
{
    [Fact]
    public void Every_command_and_flag_is_known()
    {
        CommandContext context = new() { Variable = _ => null, Output = TextWriter.Null, Error = TextWriter.Null, HomeDirectory = "/" };
        RootCommand root = WorkerCommandLine.CreateRoot(context);
        (string Page, string[] Words)[] mentions = [.. PageCommands.Of("lotus-seal-worker")];
        Assert.NotEmpty(mentions);
        foreach ((string page, string[] words) in mentions)
        {
            ParseResult result = root.Parse(words, ProgramCommandLine.Parser);
            IEnumerable<string> arguments = result.CommandResult.Tokens.Select(token => token.Value);
            string[] unknown = [.. result.UnmatchedTokens, .. arguments.Where(word => word.StartsWith('-'))];
            Assert.True(unknown.Length == 0, $"{page}: lotus-seal-worker {string.Join(' ', words)}: unknown {string.Join(' ', unknown)}");
        }
    }
}
