using System.Security.Cryptography;
using System.Text.Json;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>proofs post</c> with sectors and proofs of the reference.</summary>
public sealed class PostCommandTests : IDisposable
{
    private static readonly string Keys = Repository.Vector("groth16");
    private readonly CommandRun _run = new();

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData("window-v1-3")]
    [InlineData("window-v1_1-3")]
    [InlineData("winning")]
    public async Task Challenges_are_those_of_the_reference(string name)
    {
        JsonElement test = Case(name);
        // The order of the list does not matter, not even where challenges depend on positions.
        string sectors = string.Join(',', Sectors(test).Select(sector => sector.GetProperty("sector_id").GetUInt64()).OrderDescending());
        Assert.Equal(0, await PostAsync("challenges", test, "--sector", sectors, "--json"));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        JsonElement challenges = report.RootElement.GetProperty("challenges");
        foreach (JsonElement sector in Sectors(test))
        {
            Assert.Equal(sector.GetProperty("challenges").EnumerateArray().Select(node => node.GetUInt64()),
                challenges.GetProperty(sector.GetProperty("sector_id").ToString()).EnumerateArray().Select(node => node.GetUInt64()));
        }
    }

    [Fact]
    public async Task The_sector_that_wins_is_drawn_for_the_miner()
    {
        using JsonDocument document = JsonDocument.Parse(await File.ReadAllBytesAsync(Repository.Vector("post-challenges.json")));
        JsonElement draw = document.RootElement.GetProperty("winning_sector").EnumerateArray()
            .First(one => one.GetProperty("sector_set_size").GetUInt64() is > 1 and < 100);
        string[] words = ["proofs", "post", "challenges", "--proof-type", "StackedDrgWinning2KiBV1", "--randomness",
            draw.GetProperty("randomness").GetString()!, "--sector",
            string.Join(',', Enumerable.Range(10, draw.GetProperty("sector_set_size").GetInt32()))];
        Assert.Equal(2, await _run.RunAsync(words));
        Assert.Contains("--miner is missing", _run.Error, StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync([.. words, "--miner", draw.GetProperty("miner").ToString()]));
        Assert.StartsWith($"{10 + draw.GetProperty("index")[0].GetInt32()}: ", _run.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("window-v1_1-3", 2)]
    [InlineData("winning-updated", 300)]
    public async Task Vanilla_proofs_are_those_of_the_reference(string name, ulong number)
    {
        JsonElement sector = Sectors(Case(name)).Single(one => one.GetProperty("sector_id").GetUInt64() == number);
        string file = _run.InHome("proof");
        Assert.Equal(0, await VanillaAsync(sector, file));
        Assert.Equal(await File.ReadAllBytesAsync(Repository.Vector("post-2kib", sector.GetProperty("vanilla_file").GetString()!), Token),
            await File.ReadAllBytesAsync(file, Token));
    }

    [Fact]
    public async Task A_vanilla_proof_is_never_written_over_the_sector()
    {
        JsonElement sector = Sectors(Case("window-v1_1-1")).Single();
        string folder = _run.InHome("sector"), linked = _run.InHome("linked"), replica = Path.Join(folder, "sealed");
        Copy(Repository.Vector("post-2kib", "s-t01000-2"), folder);
        Dictionary<string, byte[]> before = Hashes(folder);
        File.CreateSymbolicLink(linked, folder);
        File.CreateSymbolicLink(_run.InHome("link"), replica);
        foreach (string name in (string[])[replica, Path.Join(linked, "sealed"), Path.Join(linked, "cache", "p_aux"),
            Path.Join(folder, "cache", "other"), _run.InHome("link")])
        {
            Assert.Equal(1, await VanillaAsync(sector, name, folder));
            Assert.Contains("a file of the sector itself", _run.Error, StringComparison.Ordinal);
        }

        Assert.Equal(before, Hashes(folder));
    }

    [Fact]
    public async Task What_is_no_regular_file_is_not_replaced_by_a_vanilla_proof()
    {
        Assert.Equal(1, await VanillaAsync(Sectors(Case("window-v1_1-1")).Single(), "/dev/null"));
        Assert.Contains("'/dev/null' is no regular file", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await VanillaAsync(Sectors(Case("window-v1_1-1")).Single(), _run.Home));
        Assert.Contains("is a folder, not a file", _run.Error, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("window-v1-3")]
    [InlineData("window-v1_1-4")]
    [InlineData("winning-updated")]
    public async Task Proofs_of_the_reference_hold(string name)
    {
        JsonElement test = Case(name);
        Assert.Equal(0, await PostAsync("verify", test, ["--params", Keys, "--proof", RandomProof(test), "--sector", .. Claims(test)]));
        Assert.Equal("the proof holds\n", _run.Output);
        Assert.Contains("is not the key of the network", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Others_do_not_and_what_cannot_be_told_is_said()
    {
        JsonElement test = Case("window-v1_1-3");
        string[] claims = [.. Claims(test)], other = [claims[0].Replace("2:", "3:", StringComparison.Ordinal), .. claims[1..]];
        Assert.Equal(1, await PostAsync("verify", test, ["--params", Keys, "--json", "--proof", RandomProof(test), "--sector", .. other]));
        Assert.Contains("\"valid\": false", _run.Output, StringComparison.Ordinal);
        Assert.Equal(1, await PostAsync("verify", test, ["--params", Keys, "--proof", "00", "--sector", .. claims]));
        Assert.Contains("384 bytes, not 1", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await PostAsync("verify", test, ["--params", _run.Home, "--proof", RandomProof(test), "--sector", .. claims]));
        Assert.Contains("the verifying key", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await PostAsync("verify", test, "--params", Keys, "--proof", RandomProof(test), "--sector", $"2:{new string('0', 64)}"));
        Assert.Contains("CommR of sector 2 is all zero", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await PostAsync("verify", test, "--params", Keys, "--proof", RandomProof(test), "--sector", "2"));
        Assert.Contains("--sector: '2' is not a sector number and its commitment", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_prevents_a_proof_is_named()
    {
        JsonElement test = Case("window-v1_1-3");
        string good = VanillaFiles(test).First(), bad = _run.InHome("bad");
        await File.WriteAllBytesAsync(bad, (await File.ReadAllBytesAsync(good, Token))[..^1], Token);
        Assert.Equal(1, await PostAsync("prove", test, "--params", Keys, "--vanilla", good, bad));
        Assert.Contains($"--vanilla '{bad}': The vanilla proof is malformed", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await PostAsync("prove", test, "--params", _run.Home, "--vanilla", good));
        Assert.Contains("the parameters cannot be used", _run.Error, StringComparison.Ordinal);
        Assert.Contains(".params", _run.Error, StringComparison.Ordinal);
        Assert.Equal(2, await PostAsync("prove", test, "--vanilla", good, "--insecure-r", new string('1', 64)));
        Assert.Contains("--insecure-r and --insecure-s go together", _run.Error, StringComparison.Ordinal);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<int> PostAsync(string command, JsonElement test, params string[] words) => _run.RunAsync(["proofs", "post", command,
        "--proof-type", test.GetProperty("registered_post_proof").ToString(), "--randomness", test.GetProperty("randomness_from_chain").GetString()!,
        "--miner", "f01000", .. words]);

    private Task<int> VanillaAsync(JsonElement sector, string file, string? at = null)
    {
        bool update = sector.GetProperty("update").GetBoolean();
        string folder = at ?? Repository.Vector("post-2kib", $"s-t01000-{sector.GetProperty("sector_id")}");
        return _run.RunAsync(["proofs", "post", "vanilla", "--proof-type", "StackedDrgWindow2KiBV1_1", "--sector",
            sector.GetProperty("sector_id").ToString(), "--comm-r", sector.GetProperty("comm_r").GetString()!,
            "--replica", Path.Combine(folder, update ? "update" : "sealed"), "--cache", Path.Combine(folder, update ? "update-cache" : "cache"),
            "--challenges", string.Join(',', sector.GetProperty("challenges").EnumerateArray()), "--backend", "managed", "--out", file]);
    }

    private static void Copy(string from, string to)
    {
        foreach (string file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            string target = Path.Join(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }
    }

    private static Dictionary<string, byte[]> Hashes(string folder) => Directory.GetFiles(folder, "*", SearchOption.AllDirectories)
        .ToDictionary(file => file, file => SHA256.HashData(File.ReadAllBytes(file)));

    private static JsonElement Case(string name)
    {
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("post-2kib.json")));
        return document.RootElement.GetProperty("cases").EnumerateArray().Single(one => one.GetProperty("name").GetString() == name).Clone();
    }

    private static IEnumerable<JsonElement> Sectors(JsonElement test) => test.GetProperty("sectors").EnumerateArray();

    private static IEnumerable<string> Claims(JsonElement test) =>
        Sectors(test).Select(sector => $"{sector.GetProperty("sector_id")}:{sector.GetProperty("comm_r").GetString()}");

    private static IEnumerable<string> VanillaFiles(JsonElement test) =>
        Sectors(test).Select(sector => Repository.Vector("post-2kib", sector.GetProperty("vanilla_file").GetString()!));

    private static string RandomProof(JsonElement test) => test.GetProperty("random_proof").GetProperty("proof").GetString()!;
}
