using System.Text;
using System.Text.RegularExpressions;
using LotusSeal.Operator.Plugin.Tests.Support;

namespace LotusSeal.Operator.Plugin.Tests.Output;

/// <summary>What the commands that change something say, word for word, and that docs/kubectl-seal.md shows what is really said.</summary>
[Collection(nameof(ApiServerCollection))]
public sealed partial class TranscriptTests(ApiServer server)
{
    private const string Name = "transcript";

    private static readonly (string Case, string[] Commands)[] Steps =
    [
        ("idle", ["drain pc1-0 pc1-1", "drain pc1-0 --cancel", "drain pc1-1 --wait --timeout 0s"]),
        ("idle", ["pause pc1", "resume pc1", "suspend pc1", "unsuspend pc1"]),
        ("drain-overdue", ["drain pc1-1 --cancel"]),
        ("node-lost", ["force pc1-1", "force pc1-1 --yes"]),
        ("deleted", ["release pc1", "release pc1 --yes", "release --all --yes"]),
        ("miner-changed", ["confirm-miner pc1 --yes"]),
    ];

    [Fact]
    public async Task The_commands_say_what_is_in_the_file()
    {
        StringBuilder text = new();
        foreach ((string poolCase, string[] commands) in Steps)
        {
            Farm farm = await Farm.MakeAsync(server, poolCase);
            foreach (string command in commands)
            {
                Ran ran = await farm.SealAsync(command, together: true);
                text.Append($"$ kubectl seal {command} -n sealing\n{ran.Output.Replace(farm.Namespace, "sealing", StringComparison.Ordinal)}\n");
            }
        }

        PoolCase.AssertSays(Name, text.ToString());
    }

    [Fact]
    public void The_page_shows_what_is_really_said()
    {
        string page = File.ReadAllText(Path.Combine(Repository.Root, "docs", "kubectl-seal.md"));
        string said = string.Join('\n', PoolCase.Names.Append(Name)
            .Select(name => PoolCase.Said(name).Replace($"case-{name}", "sealing", StringComparison.Ordinal)));
        string[] shown = [.. Block().Matches(page).Select(match => match.Groups["text"].Value).SelectMany(block => block.Split("\n\n$ "))
            .Select(one => one.StartsWith('$') ? one : $"$ {one}")];
        Assert.NotEmpty(shown);
        Assert.All(shown, one => Assert.Contains($"{one.TrimEnd()}\n", said, StringComparison.Ordinal));
    }

    [GeneratedRegex("^```text TranscriptTests\n(?<text>\\$ kubectl seal .*?)^```$",
        RegexOptions.Multiline | RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex Block();
}
