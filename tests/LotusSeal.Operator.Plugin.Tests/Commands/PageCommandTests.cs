using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Testing.Pages;

namespace LotusSeal.Operator.Plugin.Tests.Commands;

/// <summary>Every command and flag of <c>kubectl seal</c> that a page names, in a block or in its text, is there.</summary>
public sealed class PageCommandTests
{
    [Fact]
    public void Every_command_and_flag_is_known()
    {
        PluginContext context = new()
        {
            Variable = _ => null,
            Output = TextWriter.Null,
            Error = TextWriter.Null,
            Input = TextReader.Null,
            HomeDirectory = "/nonexistent",
        };
        RootCommand root = PluginCommandLine.CreateRoot(context);
        (string Page, string[] Words)[] mentions = [.. PageCommands.Of("kubectl seal")];
        Assert.NotEmpty(mentions);
        foreach ((string page, string[] words) in mentions)
        {
            ParseResult result = root.Parse(words, ProgramCommandLine.Parser);
            IEnumerable<string> arguments = result.CommandResult.Tokens.Select(token => token.Value);
            string[] unknown = [.. result.UnmatchedTokens, .. arguments.Where(word => word.StartsWith('-'))];
            Assert.True(unknown.Length == 0, $"{page}: kubectl seal {string.Join(' ', words)}: unknown {string.Join(' ', unknown)}");
        }
    }
}
