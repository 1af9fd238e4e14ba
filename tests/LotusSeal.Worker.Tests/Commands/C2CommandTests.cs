using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>proofs c2</c>: what it refuses, and, where long tests are wanted, the reference's own proof.</summary>
public sealed class C2CommandTests : IDisposable
{
    private static readonly string Prover = new('1', 64);
    private static readonly string Name = SealCircuit.FileName(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1));
    private readonly CommandRun _run = new();

    public C2CommandTests()
    {
        _run.Environment["FIL_PROOFS_PARAMETER_CACHE"] = _run.InHome("params");
        Directory.CreateDirectory(_run.InHome("params"));
    }

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task Parameters_that_are_missing_are_named_with_what_is_needed()
    {
        Assert.Equal(1, await RunAsync());
        Assert.Contains($"error: '{_run.InHome("params")}/{Name}.params' is missing: `proofs params fetch`", _run.Error, StringComparison.Ordinal);
        Assert.Contains("1 partitions, up to ", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "0 bytes are no parameters")]
    [InlineData("<html>Gateway Time-out</html>", "29 bytes are no parameters")]
    public async Task A_file_that_is_none_is_named(string content, string reason)
    {
        await File.WriteAllTextAsync($"{_run.InHome("params")}/{Name}.params", content, TestContext.Current.CancellationToken);
        Assert.Equal(1, await RunAsync());
        Assert.Contains($"error: '{_run.InHome("params")}/{Name}.params': {reason}", _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Output);
    }

    [Theory]
    [InlineData("--c1", "/nonexistent/c1.json", 1, "nonexistent")]
    [InlineData("--sector", "", 2, "--sector is missing")]
    [InlineData("--prover-id", "", 2, "--miner is missing")]
    [InlineData("--miner", "1000", 2, "not together with --miner")]
    [InlineData("--insecure-r", "0100000000000000000000000000000000000000000000000000000000000000", 2, "go together")]
    [InlineData("--insecure-r", "ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff", 2, "not below the order")]
    public async Task What_is_wrong_is_one_line(string flag, string value, int code, string reason)
    {
        Dictionary<string, string> flags = Flags();
        if (value.Length == 0) flags.Remove(flag);
        else flags[flag] = value;
        Assert.Equal(code, await _run.RunAsync(["proofs", "c2", .. flags.SelectMany(one => new[] { one.Key, one.Value })]));
        Assert.Contains(reason, _run.Error, StringComparison.Ordinal);
        Assert.Empty(_run.Output);
    }

    [Fact]
    public async Task A_proof_that_is_aggregated_needs_the_key_of_aggregates()
    {
        Assert.Equal(1, await RunAsync("--c1", Repository.Vector("2kib-ni", "c1-output.json")));
        Assert.Contains("v28-fil-inner-product-v1.srs' is missing", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_inner_output_does_not_say_its_proof()
    {
        Assert.Equal(2, await RunAsync("--c1", Repository.Vector("4kib", "c1-inner.json")));
        Assert.Contains("--proof-type is missing", _run.Error, StringComparison.Ordinal);
    }

    /// <summary>Parameters and proof with known secrets are the reference's byte for byte; another proof holds (porep.md 11.4).</summary>
    [Fact]
    public async Task Parameters_and_proof_are_those_of_the_reference()
    {
        LongTests.Need();
        Assert.Equal(0, await _run.RunAsync("proofs", "params", "generate", "--proof-type", "5", "--insecure-secrets", "porep-vector"));
        await using (FileStream file = File.OpenRead($"{_run.InHome("params")}/{Name}.params"))
            Assert.Equal("a67d1c4c184ff56dd53bb72082254bbee8b7c9d80c9782d4f011bc011d72088b",
                Convert.ToHexStringLower(await SHA256.HashDataAsync(file, TestContext.Current.CancellationToken)));
        Assert.Equal(await File.ReadAllBytesAsync(Repository.Vector("groth16", $"{Name}.vk"), TestContext.Current.CancellationToken),
            await File.ReadAllBytesAsync($"{_run.InHome("params")}/{Name}.vk", TestContext.Current.CancellationToken));
        Assert.Equal(0, await RunAsync([.. CommandRun.KnownBlinding, "--json", ""]));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        using JsonDocument proofs = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.Vector("groth16", "proofs.json")));
        Assert.Equal(proofs.RootElement.EnumerateArray().First(one => one.GetProperty("name").GetString() == "2kib fixed")
            .GetProperty("partitions")[0].GetProperty("proof").GetString(), report.RootElement.GetProperty("proof").GetString());
        Assert.Equal(0, await RunAsync("--c1", Repository.Vector("2kib-synth", "c1-output.json")));
        Assert.Equal(2 * 192, _run.Output.TrimEnd().Length);
    }

    private static Dictionary<string, string> Flags() => new()
    {
        ["--c1"] = Repository.Vector("2kib", "c1-output.json"),
        ["--prover-id"] = Prover,
        ["--sector"] = "7",
    };

    /// <summary>Proves the vector, with some flags replaced; a flag without a value has an empty one.</summary>
    private Task<int> RunAsync(params string[] replaced)
    {
        Dictionary<string, string> flags = Flags();
        for (int i = 0; i < replaced.Length; i += 2) flags[replaced[i]] = replaced[i + 1];
        return _run.RunAsync(["proofs", "c2", .. flags.SelectMany(one => one.Value.Length > 0 ? new[] { one.Key, one.Value } : [one.Key])]);
    }
}
