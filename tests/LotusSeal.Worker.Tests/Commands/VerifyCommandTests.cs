using System.Text.Json;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>proofs verify</c> with the proof and the key of the reference: 0 holds, 1 does not, 2 cannot be told.</summary>
public sealed class VerifyCommandTests : IDisposable
{
    private static readonly string KeyFolder = Repository.Vector("groth16");
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task A_proof_of_the_reference_holds()
    {
        Assert.Equal(0, await VerifyAsync());
        Assert.Equal("the proof holds\n", _run.Output);
        // The secrets of this key are public.
        Assert.Contains("is not the key of the network", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--sector", "8", "the proof does not hold")]
    [InlineData("--proof", "00", "192 bytes, not 1")]
    public async Task Another_one_does_not(string flag, string value, string reason)
    {
        Assert.Equal(1, await VerifyAsync(flag, value));
        Assert.Contains("error: ", _run.Error, StringComparison.Ordinal);
        Assert.Contains(reason, _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--params", "/nonexistent", "the verifying key '/nonexistent/v28-stacked-proof-of-replication")]
    [InlineData("--comm-r", "0000000000000000000000000000000000000000000000000000000000000000", "CommR is all zero")]
    [InlineData("--proof-type", "15", "v28-fil-inner-product-v1.srs")]
    public async Task What_cannot_be_told_is_said(string flag, string value, string reason)
    {
        Assert.Equal(2, await VerifyAsync(flag, value, "--json", ""));
        Assert.Contains(reason, _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Json_has_the_verdict_and_why()
    {
        Assert.Equal(1, await VerifyAsync("--sector", "8", "--json", ""));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        Assert.False(report.RootElement.GetProperty("valid").GetBoolean());
        Assert.Equal("the proof does not hold", report.RootElement.GetProperty("reason").GetString());
    }

    [Fact]
    public async Task Json_says_that_nobody_can_tell()
    {
        Assert.Equal(2, await VerifyAsync("--params", "/nonexistent", "--json", ""));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        Assert.Equal(JsonValueKind.Null, report.RootElement.GetProperty("valid").ValueKind);
        Assert.Contains("cannot be used", report.RootElement.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_flag_that_is_missing_is_named()
    {
        Assert.Equal(2, await _run.RunAsync(["proofs", "verify", "--proof-type", "5", "--miner", "1000", "--sector", "7"]));
        Assert.Contains("--comm-r is missing", _run.Error, StringComparison.Ordinal);
    }

    /// <summary>Verifies the vector, with some flags replaced; a flag without a value has an empty one.</summary>
    private async Task<int> VerifyAsync(params string[] replaced)
    {
        using JsonDocument sector = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.Vector("2kib.json")));
        using JsonDocument proofs = JsonDocument.Parse(await File.ReadAllTextAsync(Path.Combine(KeyFolder, "proofs.json")));
        Dictionary<string, string> flags = new()
        {
            ["--proof-type"] = "StackedDrg2KiBV1_1",
            ["--prover-id"] = new string('1', 64),
            ["--sector"] = "7",
            ["--ticket"] = new string('2', 64),
            ["--seed"] = new string('3', 64),
            ["--comm-r"] = sector.RootElement.GetProperty("comm_r").GetString()!,
            ["--comm-d"] = sector.RootElement.GetProperty("comm_d").GetString()!,
            ["--proof"] = proofs.RootElement.EnumerateArray().First(one => one.GetProperty("name").GetString() == "2kib fixed")
                .GetProperty("partitions")[0].GetProperty("proof").GetString()!,
            ["--params"] = KeyFolder,
        };
        for (int i = 0; i < replaced.Length; i += 2) flags[replaced[i]] = replaced[i + 1];
        IEnumerable<string> words = flags.SelectMany(flag => flag.Value.Length > 0 ? new[] { flag.Key, flag.Value } : [flag.Key]);
        return await _run.RunAsync(["proofs", "verify", .. words]);
    }
}
