using System.CommandLine;
using LotusSeal.Hosting;
using LotusSeal.Operator.Host.Commands;
using LotusSeal.Testing.Pages;

namespace LotusSeal.Operator.Host.Tests.Commands;

/// <summary>Every command and flag of the operator that a page names, in a block or in its text, is there.</summary>
public sealed class PageCommandTests
{
    [Fact]
    public void Every_command_and_flag_is_known()
    {
        RootCommand root = OperatorCommandLine.CreateRoot(TextWriter.Null);
        (string Page, string[] Words)[] mentions = [.. PageCommands.Of("lotus-seal-operator")];
        Assert.NotEmpty(mentions);
        foreach ((string page, string[] words) in mentions)
        {
            ParseResult result = root.Parse(words, ProgramCommandLine.Parser);
            IEnumerable<string> arguments = result.CommandResult.Tokens.Select(token => token.Value);
            string[] unknown = [.. result.UnmatchedTokens, .. arguments.Where(word => word.StartsWith('-'))];
            Assert.True(unknown.Length == 0, $"{page}: lotus-seal-operator {string.Join(' ', words)}: unknown {string.Join(' ', unknown)}");
        }
    }
}
