using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>proofs params</c> on the smallest circuit that there is, that of window proofs of 2 KiB.</summary>
public sealed class ParamsCommandTests : IDisposable
{
    private static readonly string Name = PostCircuit.FileName(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1), 10, 2);
    private readonly CommandRun _run = new();

    public ParamsCommandTests() => _run.Environment["FIL_PROOFS_PARAMETER_CACHE"] = _run.InHome("params");

    private string Params => Path.Combine(_run.InHome("params"), $"{Name}.params");

    private string Key => Path.ChangeExtension(Params, ".vk");

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task What_was_made_is_listed_checked_and_never_replaced()
    {
        Assert.Equal(0, await GenerateAsync("--insecure-secrets", "porep-vector"));
        Assert.Contains("warning: everybody can make these secrets again", _run.Error, StringComparison.Ordinal);
        Assert.Equal(await File.ReadAllBytesAsync(Repository.Vector("groth16", $"{Name}.vk")), await File.ReadAllBytesAsync(Key));
        Assert.Equal(2, Directory.GetFiles(_run.InHome("params")).Length);

        Assert.Equal(1, await GenerateAsync());
        Assert.Contains($"'{Params}' is there already", _run.Error, StringComparison.Ordinal);

        JsonElement listed = await StateAsync(0, "list", $"{Name}.params");
        Assert.Equal(("there", 11_501_496), (listed.GetProperty("state").GetString(), listed.GetProperty("bytes").GetInt64()));
        Assert.Equal("missing", (await StateAsync(0, "list", "v28-fil-inner-product-v1.srs")).GetProperty("state").GetString());

        Assert.Equal("foreign", (await StateAsync(1, "verify", $"{Name}.params")).GetProperty("state").GetString());
        Assert.Equal("foreign", (await StateAsync(0, "verify", $"{Name}.vk", "--development")).GetProperty("state").GetString());
        await AssertDamageAsync();
    }

    [Theory]
    [InlineData(2, "--proof-type is missing")]
    [InlineData(2, "only one of them", "--proof-type", "5", "--post-proof-type", "10")]
    [InlineData(2, "only one of them", "--proof-type", "5", "--update-proof-type", "StackedDrg2KiBV1")]
    [InlineData(2, "is not a known proof type", "--post-proof-type", "99")]
    [InlineData(2, "'5' is not a known proof of an update; known are StackedDrg2KiBV1, ", "--update-proof-type", "5")]
    [InlineData(1, "is not there", "--post-proof-type", "10", "--dir", "/nonexistent/folder")]
    public async Task What_cannot_be_made_is_one_line(int code, string reason, params string[] flags) =>
        Assert.Contains(reason, await _run.FailAsync(code, ["proofs", "params", "generate", .. flags]), StringComparison.Ordinal);

    [Fact]
    public async Task A_disk_that_is_too_small_is_told_before_anything_is_made()
    {
        string memory = $"/dev/shm/lotusseal-{Guid.NewGuid():n}";
        if (!Directory.Exists("/dev/shm") || new DriveInfo("/dev/shm").AvailableFreeSpace > 40L << 30) Assert.Skip("there is no small /dev/shm here");
        try
        {
            string error = await _run.FailAsync(1, "proofs", "params", "generate", "--proof-type", "StackedDrg32GiBV1_1", "--dir", memory);
            Assert.Contains($"--dir: the files take 44.12 GiB, '{memory}' has ", error, StringComparison.Ordinal);
            Assert.Empty(Directory.GetFiles(memory));
        }
        finally
        {
            if (Directory.Exists(memory)) Directory.Delete(memory, recursive: true);
        }
    }

    [Fact]
    public async Task A_folder_without_files_cannot_be_checked()
    {
        Assert.Contains("has no file of parameters", await _run.FailAsync(1, "proofs", "params", "verify"), StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("proofs", "params", "list", "--sector-size", "32GiB"));
        Assert.Equal(11, _run.Output.TrimEnd('\n').Split('\n').Length);
        Assert.DoesNotContain("2 KiB", _run.Output, StringComparison.Ordinal);
    }

    private async Task AssertDamageAsync()
    {
        byte[] content = await File.ReadAllBytesAsync(Params), changed = [.. content];
        changed[^1] ^= 1;
        await File.WriteAllBytesAsync(Params, changed);
        await AssertDamagedAsync($"{Name}.params", "not on the curve");
        await File.WriteAllBytesAsync(Params, content[..^1]);
        await AssertDamagedAsync($"{Name}.params", "is said to have");
        await File.WriteAllBytesAsync(Params, content);
        File.Copy(Repository.Vector("groth16", $"{OtherName()}.vk"), Key, overwrite: true);
        await AssertDamagedAsync($"{Name}.params", "is the key of other parameters");
        await File.WriteAllTextAsync(Key, "no key");
        await AssertDamagedAsync($"{Name}.vk", "a verifying key has at least");
    }

    private async Task AssertDamagedAsync(string file, string reason)
    {
        JsonElement state = await StateAsync(1, "verify", file, "--development");
        Assert.Equal("damaged", state.GetProperty("state").GetString());
        Assert.Contains(reason, state.GetProperty("reason").GetString(), StringComparison.Ordinal);
    }

    private static string OtherName() => PostCircuit.FileName(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg8MiBV1), 10, 2);

    private Task<int> GenerateAsync(params string[] flags) =>
        _run.RunAsync(["proofs", "params", "generate", "--post-proof-type", "StackedDrgWindow2KiBV1_1", .. flags]);

    private async Task<JsonElement> StateAsync(int code, string command, string file, params string[] flags)
    {
        Assert.Equal(code, await _run.RunAsync(["proofs", "params", command, "--json", .. flags]));
        using JsonDocument states = JsonDocument.Parse(_run.Output);
        return states.RootElement.EnumerateArray().Single(one => one.GetProperty("file").GetString() == file).Clone();
    }
}
