using System.Text.RegularExpressions;
using LotusSeal.KubeOps.Client;
using LotusSeal.Operator.Entities;
using LotusSeal.Operator.Mirror.Tests.Support;
using LotusSeal.Operator.Observed;

namespace LotusSeal.Operator.Mirror.Tests;

/// <summary>The series of miners, against docs/metrics.md.</summary>
public sealed partial class MetricsTests(Cluster cluster)
{
    [Fact]
    public async Task Each_series_is_as_documented_and_goes_with_its_miner()
    {
        await using ScriptedMiner miner = new();
        await using Scene scene = new(cluster);
        V1Alpha1SealWorker pool = await scene.PoolAsync(miner.Address, "token");
        await scene.UntilAsync(pool, "it answers", answer => answer.LastView is not null);
        string up = await scene.ScrapeAsync();
        Assert.Contains($"sealworker_miner_up{{miner=\"{miner.Address}\"}} 1", up, StringComparison.Ordinal);
        miner.Answer = (method, _) => method switch
        {
            "Version" => "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n",
            _ => null,
        };
        await scene.UntilAsync(pool, "it refuses the token", answer => answer.Credentials.Kind == CredentialKind.Rejected);
        miner.Answer = (_, _) => ScriptedMiner.Http("<html>");
        await scene.UntilAsync(pool, "it is broken", answer => answer.Problem is not null);
        string scrape = await scene.ScrapeAsync();
        Assert.Contains($"sealworker_miner_up{{miner=\"{miner.Address}\"}} 0", scrape, StringComparison.Ordinal);
        foreach (string result in (string[])["ok", "refused", "malformed"])
            Assert.Contains($"result=\"{result}\"", scrape, StringComparison.Ordinal);

        string page = await File.ReadAllTextAsync(Path.Combine(Repository.Root, "docs", "metrics.md"), TestContext.Current.CancellationToken);
        Dictionary<string, string> documented = Row().Matches(page).ToDictionary(row => row.Groups[1].Value, row => row.Groups[2].Value);
        Assert.Equal(TypeLine().Matches(scrape).Select(line => line.Groups[1].Value).Order(), documented.Keys.Order());
        foreach ((string name, string labels) in documented)
        {
            Match series = Regex.Match(scrape, $"^{name}(?:_count)?\\{{(.*)\\}} ", RegexOptions.Multiline);
            Assert.True(series.Success, name);
            Assert.Equal(Label().Matches(labels).Select(label => label.Groups[1].Value).Order(),
                Pair().Matches(series.Groups[1].Value).Select(pair => pair.Groups[1].Value).Order());
        }

        scene.Miners.Forget(ObjectKey.Of(pool));
        await Patience.UntilAsync("its series go", async () => !(await scene.ScrapeAsync()).Contains("127.0.0.1", StringComparison.Ordinal));
    }

    [GeneratedRegex(@"^\| `(sealworker_miner_[a-z_]+)` \| [a-z]+ \|([^|]*)\|", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex(@"^# TYPE (sealworker_[a-z_]+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex("`([a-z]+)`")]
    private static partial Regex Label();

    [GeneratedRegex("([a-z]+)=\"")]
    private static partial Regex Pair();
}
