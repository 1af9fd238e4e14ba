using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.Sealing.Pieces;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class ProofsCommandTests : IDisposable
{
    private const string Prover = "1111111111111111111111111111111111111111111111111111111111111111";
    private const string Ticket = "2222222222222222222222222222222222222222222222222222222222222222";
    private const string Seed = "3333333333333333333333333333333333333333333333333333333333333333";
    private readonly CommandRun _run = new();

    private string Out => _run.InHome("sector");

    public void Dispose() => _run.Dispose();

    // Vector, proof type, whether the sector has a piece.
    [Theory]
    [InlineData("2kib", "StackedDrg2KiBV1_1", true, "auto")]
    [InlineData("2kib", "5", true, "managed")]
    [InlineData("2kib-zero", "StackedDrg2KiBV1_1", false, "auto")]
    [InlineData("2kib-v1", "StackedDrg2KiBV1", true, "auto")]
    [InlineData("2kib-synth", "StackedDrg2KiBV1_1_Feat_SyntheticPoRep", true, "auto")]
    [InlineData("2kib-ni", "StackedDrg2KiBV1_2_Feat_NonInteractivePoRep", true, "auto")]
    public async Task Seal_makes_the_files_of_the_reference(string vector, string proofType, bool piece, string backend)
    {
        string[] pieces = piece ? ["--piece", WritePiece(2048)] : [];
        Assert.Equal(0,
            await _run.RunAsync(["proofs", "seal", "--proof-type", proofType, .. Identity(), .. pieces, "--out", Out, "--json",
            "--backend", backend]));
        Assert.DoesNotContain("error", _run.Error, StringComparison.Ordinal);
        using JsonDocument expected = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.Vector($"{vector}.json")));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        foreach (string name in new[] { "comm_d", "comm_r", "replica_id" })
            Assert.Equal(expected.RootElement.GetProperty(name).GetString(), report.RootElement.GetProperty(name).GetString());
        Assert.Equal(expected.RootElement.GetProperty("p_aux").GetString(),
            report.RootElement.GetProperty("comm_c").GetString() + report.RootElement.GetProperty("comm_r_last").GetString());
        JsonElement only = Assert.Single(report.RootElement.GetProperty("pieces").EnumerateArray());
        Assert.Equal(report.RootElement.GetProperty("comm_d").GetString(), only.GetProperty("comm_p").GetString());
        Assert.Equal(2032, only.GetProperty("unpadded_size").GetInt32());
        Assert.True(report.RootElement.GetProperty("seconds").GetProperty("c1").GetDouble() >= 0);

        string reference = Repository.Vector(vector);
        foreach (string name in new[] { "unsealed", "sealed", "c1-output.json" }) AssertSame(Path.Join(reference, name), Path.Join(Out, name));
        if (vector == "2kib-synth") TakeSyntheticProofs(expected);
        AssertSameCache(Path.Join(reference, "cache"), Path.Join(Out, "cache"), $"/data/vectors/{vector}/cache");
        string output = await File.ReadAllTextAsync(Path.Join(reference, "pc1-output.json"));
        Assert.Equal(output.Replace($"/data/vectors/{vector}/cache", Path.Join(Out, "cache"), StringComparison.Ordinal),
            await File.ReadAllTextAsync(Path.Join(Out, "pc1-output.json")));
        Assert.Equal(["c1-output.json", "cache", "pc1-output.json", "sealed", "sector.json", "unsealed"],
            Directory.GetFileSystemEntries(Out).Select(Path.GetFileName).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task Steps_one_by_one_make_the_same_sector_and_give_the_data_back()
    {
        string piece = WritePiece(2048);
        Assert.Equal(0, await _run.RunAsync("proofs", "add-piece", "--proof-type", "5", "--prover-id", Prover, "--sector", "7", "--piece",
            piece, "--out", Out));
        AssertSame(Repository.Vector("2kib", "unsealed"), Path.Join(Out, "unsealed"));
        Assert.Contains("pc1", await _run.FailAsync(1, "proofs", "pc2", "--out", Out), StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("proofs", "pc1", "--ticket", Ticket, "--out", Out));
        Assert.Equal(0, await _run.RunAsync("proofs", "pc2", "--out", Out));
        Assert.Equal(0, await _run.RunAsync("proofs", "c1", "--seed", Seed, "--out", Out, "--json"));
        AssertSame(Repository.Vector("2kib", "c1-output.json"), Path.Join(Out, "c1-output.json"));
        Assert.Equal(0, await _run.RunAsync("proofs", "verify-c1", "--out", Out));

        string other = new('4', 64);
        Assert.Equal(0, await _run.RunAsync("proofs", "c1", "--seed", other, "--out", Out));
        Assert.NotEqual(File.ReadAllBytes(Repository.Vector("2kib", "c1-output.json")), File.ReadAllBytes(Path.Join(Out, "c1-output.json")));
        Assert.Equal(0, await _run.RunAsync("proofs", "verify-c1", "--out", Out));

        Assert.Equal(0, await _run.RunAsync("proofs", "finalize", "--out", Out));
        Assert.Equal(["p_aux", "sc-02-data-tree-r-last.dat", "t_aux"], Directory.GetFiles(Path.Join(Out, "cache")).Select(Path.GetFileName).Order());
        Assert.Equal(0, await _run.RunAsync("proofs", "unseal", "--dir", Out, "--out", _run.InHome("all")));
        AssertSame(piece, _run.InHome("all"));
        Assert.Equal(0, await _run.RunAsync("proofs", "unseal", "--dir", Out, "--offset", "100", "--length", "333", "--out", _run.InHome("part")));
        Assert.Equal(File.ReadAllBytes(piece)[100..433], File.ReadAllBytes(_run.InHome("part")));
        Assert.Contains("--offset", await _run.FailAsync(2, "proofs", "unseal", "--dir", Out, "--offset", "2000", "--length", "33", "--out",
            _run.InHome("no")), StringComparison.Ordinal);
        Assert.False(File.Exists(_run.InHome("no")));
    }

    [Fact]
    public async Task A_changed_proof_does_not_verify()
    {
        Assert.Equal(0, await SealAsync());
        string file = Path.Join(Out, "c1-output.json");
        string text = await File.ReadAllTextAsync(file);
        int digit = text.IndexOf("\"leaf\":[", StringComparison.Ordinal) + "\"leaf\":[".Length;
        await File.WriteAllTextAsync(file, string.Concat(text.AsSpan(0, digit), text[digit] == '1' ? "2" : "1", text.AsSpan(digit + 1)));
        await _run.FailAsync(1, "proofs", "verify-c1", "--out", Out);
    }

    [Theory]
    [InlineData("4kib", 4096)]
    [InlineData("16kib", 16384)]
    public async Task Unregistered_shapes_are_sealed_too(string vector, int size)
    {
        string porep = string.Concat(Enumerable.Repeat("63", 32));
        Assert.Equal(0,
            await _run.RunAsync(["proofs", "seal", "--sector-size", $"{size}", "--porep-id", porep, "--api-version", "1.1.0", .. Identity(),
            "--piece", WritePiece(size), "--out", Out, "--json"]));
        using JsonDocument expected = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.Vector($"{vector}.json")));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        foreach (string name in new[] { "comm_d", "comm_r", "replica_id" })
            Assert.Equal(expected.RootElement.GetProperty(name).GetString(), report.RootElement.GetProperty(name).GetString());
    }

    [Fact]
    public async Task Parents_are_those_of_the_reference()
    {
        Assert.Equal(0, await _run.RunAsync("proofs", "parents", "--proof-type", "StackedDrg2KiBV1_1", "--out", _run.InHome("parents"), "--json"));
        AssertSame(Repository.Vector("2kib", "parents.bin"), _run.InHome("parents"));
        Assert.Equal(3584, JsonDocument.Parse(_run.Output).RootElement.GetProperty("bytes").GetInt32());
    }

    [Fact]
    public async Task Pieces_are_aligned_and_the_rest_is_filled_with_zeros()
    {
        string small = WriteZeros("small", 127), large = WriteZeros("large", 508);
        Assert.Equal(0,
            await _run.RunAsync(["proofs", "seal", "--proof-type", "5", .. Identity(), "--piece", small, "--piece", large, "--out", Out, "--json"]));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        Assert.Equal([127, 127, 254, 508, 1016], report.RootElement.GetProperty("pieces").EnumerateArray()
            .Select(piece => piece.GetProperty("unpadded_size").GetInt32()));
        // All pieces hold zeros, so the sector is the one without pieces.
        AssertSame(Repository.Vector("2kib-zero", "sealed"), Path.Join(Out, "sealed"));
    }

    [Fact]
    public async Task Seal_again_does_nothing_again()
    {
        Assert.Equal(0, await SealAsync());
        string first = _run.Output;
        DateTime replica = File.GetLastWriteTimeUtc(Path.Join(Out, "sealed")), proof = File.GetLastWriteTimeUtc(Path.Join(Out, "c1-output.json"));
        Assert.Equal(0, await SealAsync());
        Assert.Equal(first, _run.Output);
        Assert.Equal((replica, proof), (File.GetLastWriteTimeUtc(Path.Join(Out, "sealed")),
            File.GetLastWriteTimeUtc(Path.Join(Out, "c1-output.json"))));
    }

    [Theory]
    [InlineData("cache/p_aux")]
    [InlineData("cache/sc-02-data-tree-r-last.dat")]
    [InlineData("cache/sc-02-data-layer-1.dat")]
    [InlineData("sealed")]
    [InlineData("c1-output.json")]
    [InlineData("pc1-output.json")]
    public async Task A_lost_file_is_made_again(string file)
    {
        Assert.Equal(0, await SealAsync());
        byte[] before = await File.ReadAllBytesAsync(Path.Join(Out, file));
        File.Delete(Path.Join(Out, file));
        Assert.Equal(0, await SealAsync());
        Assert.Equal(before, await File.ReadAllBytesAsync(Path.Join(Out, file)));
        AssertSame(Repository.Vector("2kib-zero", "sealed"), Path.Join(Out, "sealed"));
    }

    // Replacement of an argument pair, flag that is named.
    [Theory]
    [InlineData("--ticket", "4444444444444444444444444444444444444444444444444444444444444444", "--ticket")]
    [InlineData("--seed", "4444444444444444444444444444444444444444444444444444444444444444", "--seed")]
    [InlineData("--sector", "8", "--sector")]
    [InlineData("--prover-id", "4444444444444444444444444444444444444444444444444444444444444444", "--prover-id")]
    [InlineData("--proof-type", "0", "--proof-type")]
    [InlineData("--piece", "PIECE", "--piece")]
    public async Task Another_sector_in_the_folder_is_refused(string flag, string value, string named)
    {
        Assert.Equal(0, await SealAsync());
        byte[] state = await File.ReadAllBytesAsync(Path.Join(Out, "sector.json"));
        string[] args = [.. SealArguments()];
        int at = Array.IndexOf(args, flag);
        if (at < 0) args = [.. args, flag, WriteZeros("p", 2032)];
        else args[at + 1] = value;
        Assert.Contains(named, await _run.FailAsync(1, args), StringComparison.Ordinal);
        Assert.Equal(state, await File.ReadAllBytesAsync(Path.Join(Out, "sector.json")));
    }

    // Arguments to put in place of, exit code, what the line says.
    [Theory]
    [InlineData("--ticket", "22", 2, "--ticket")]
    [InlineData("--ticket", "zz22222222222222222222222222222222222222222222222222222222222222", 2, "--ticket")]
    [InlineData("--seed", "", 2, "--seed")]
    [InlineData("--proof-type", "StackedDrg3KiBV1", 2, "StackedDrg2KiBV1_1")]
    [InlineData("--proof-type", "20", 2, "--proof-type")]
    [InlineData("--sector", "-1", 2, "--sector")]
    [InlineData("--sector", "18446744073709551616", 2, "--sector")]
    [InlineData("--prover-id", "11", 2, "--prover-id")]
    [InlineData("--backend", "gpu", 2, "--backend")]
    [InlineData("--threads", "many", 2, "--threads")]
    [InlineData("--piece", "/no/such/file", 1, "/no/such/file")]
    [InlineData("--miner", "1000", 2, "--miner")]
    [InlineData("--sector-size", "2048", 2, "--sector-size")]
    public async Task Bad_input_is_named_and_leaves_nothing_behind(string flag, string value, int code, string named)
    {
        string[] args = [.. SealArguments()];
        int at = Array.IndexOf(args, flag);
        if (at < 0) args = [.. args, flag, value];
        else args[at + 1] = value;
        Assert.Contains(named, await _run.FailAsync(code, args), StringComparison.Ordinal);
        Assert.False(Path.Exists(Out));
    }

    [Theory]
    [InlineData(100, 127)]
    [InlineData(255, 508)]
    [InlineData(508, 508)]
    public async Task Data_of_any_length_become_a_piece_when_zeros_may_follow_them(int length, int size)
    {
        byte[] data = new byte[length];
        Random.Shared.NextBytes(data);
        await File.WriteAllBytesAsync(_run.InHome("short"), data);
        await File.WriteAllBytesAsync(_run.InHome("whole"), [.. data, .. new byte[size - length]]);
        string[] sector = ["--proof-type", "5", "--prover-id", Prover, "--sector", "7", "--json"];
        // A link is as good as the file behind it.
        string link = File.CreateSymbolicLink(_run.InHome("link"), _run.InHome("whole")).FullName;
        Assert.Equal(0, await _run.RunAsync(["proofs", "add-piece", .. sector, "--piece", link, "--out", _run.InHome("a")]));
        string expected = CommP(_run.Output);
        Assert.Equal(0, await _run.RunAsync(["proofs", "add-piece", .. sector, "--pad", "--piece", _run.InHome("short"), "--out", _run.InHome("b")]));
        Assert.Equal(expected, CommP(_run.Output));
        AssertSame(Path.Join(_run.InHome("a"), "unsealed"), Path.Join(_run.InHome("b"), "unsealed"));
        string empty = WriteZeros("empty", 0);
        Assert.Contains("is empty", await _run.FailAsync(1, ["proofs", "add-piece", .. sector, "--pad", "--piece", empty, "--out", Out]),
            StringComparison.Ordinal);

        static string CommP(string report)
        {
            using JsonDocument json = JsonDocument.Parse(report);
            return json.RootElement.GetProperty("pieces")[0].GetProperty("comm_p").GetString()!;
        }
    }

    [Theory]
    [InlineData(2031, "2032")]
    [InlineData(0, "127")]
    [InlineData(128, "254")]
    [InlineData(4064, "does not fit")]
    public async Task A_file_that_is_no_piece_names_itself_and_the_next_size(int length, string named)
    {
        string file = WriteZeros("p", length);
        string error = await _run.FailAsync(1, [.. SealArguments(), "--piece", file]);
        Assert.Contains(file, error, StringComparison.Ordinal);
        Assert.Contains(named, error, StringComparison.Ordinal);
        Assert.False(Path.Exists(Out));
    }

    [Theory]
    [InlineData("--sector-size 3000 --porep-id P --api-version 1.1.0", "--sector-size")]
    [InlineData("--sector-size 4KiB --api-version 1.1.0", "--porep-id")]
    [InlineData("--sector-size 4KiB --porep-id P", "--api-version")]
    [InlineData("--sector-size 4KiB --porep-id P --api-version 2", "--api-version")]
    [InlineData("--sector-size 4KiB --porep-id P --api-version 1.1.0 --feature x", "--feature")]
    public async Task Unregistered_shapes_need_all_their_numbers(string shape, string named)
    {
        string[] args = ["proofs", "seal", .. shape.Replace("P", Prover, StringComparison.Ordinal).Split(' '), .. Identity(), "--out", Out];
        Assert.Contains(named, await _run.FailAsync(2, args), StringComparison.Ordinal);
        Assert.False(Path.Exists(Out));
    }

    [Theory]
    [InlineData("{")]
    [InlineData("null")]
    [InlineData("{\"version\":2}")]
    public async Task A_damaged_state_is_named(string content)
    {
        Assert.Equal(0, await SealAsync());
        await File.WriteAllTextAsync(Path.Join(Out, "sector.json"), content);
        Assert.Contains("sector.json", await _run.FailAsync(1, [.. SealArguments()]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Foreign_files_are_not_touched()
    {
        Directory.CreateDirectory(Out);
        await File.WriteAllTextAsync(Path.Join(Out, "sealed"), "mine");
        Assert.Contains(Out, await _run.FailAsync(1, [.. SealArguments()]), StringComparison.Ordinal);
        Assert.Equal("mine", await File.ReadAllTextAsync(Path.Join(Out, "sealed")));
    }

    [Fact]
    public async Task A_killed_seal_goes_on_with_the_same_command()
    {
        string piece = WritePiece(8 << 20);
        string[] args = ["proofs", "seal", "--proof-type", "StackedDrg8MiBV1_1", .. Identity(), "--piece", piece, "--out", Out,
            "--json", "--threads", "1"];
        string layer = Path.Join(Out, "cache", "sc-02-data-layer-1.dat");
        string checkpoint = Path.Join(Out, "fetching", "cache.layers", "layers.json");
        DateTime layerTime = default;
        string? error = null;
        // Each signal must come before the program is done; where it was quicker, all begins anew.
        for (int attempt = 0; error is null; attempt++)
        {
            Assert.True(attempt < 50, "No signal of 50 came in time.");
            if (Directory.Exists(Out)) Directory.Delete(Out, recursive: true);
            if (await StopWhenAsync(args, () => HasLayer(checkpoint), Signal.Kill) is null || File.Exists(Path.Join(Out, "c1-output.json"))) continue;
            layerTime = File.GetLastWriteTimeUtc(layer);
            // As Ctrl-C, which what a shell starts in the background does not hear.
            error = await StopWhenAsync(args, () => File.Exists(Path.Join(Out, "pc1-output.json")), Signal.Terminate);
        }

        // Before it there are lines of progress, if it took that long.
        Assert.EndsWith("error: interrupted; the same command goes on where this one stopped.\n", error, StringComparison.Ordinal);
        Assert.Equal(layerTime, File.GetLastWriteTimeUtc(layer));

        Assert.Equal(0, await _run.RunAsync(args));
        Assert.Equal(layerTime, File.GetLastWriteTimeUtc(layer));
        using JsonDocument expected = JsonDocument.Parse(await File.ReadAllTextAsync(Repository.Vector("8mib.json")));
        using JsonDocument report = JsonDocument.Parse(_run.Output);
        Assert.Equal(expected.RootElement.GetProperty("comm_r").GetString(), report.RootElement.GetProperty("comm_r").GetString());
        Assert.Equal(expected.RootElement.GetProperty("replica_sha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Join(Out, "sealed")))));
        Assert.DoesNotContain(Directory.GetFiles(Out, "*", SearchOption.AllDirectories), file => file.EndsWith("tmp", StringComparison.Ordinal));
    }

    private static bool HasLayer(string checkpoint) =>
        File.Exists(checkpoint) && File.ReadAllText(checkpoint).Contains("[\"", StringComparison.Ordinal);

    /// <summary>Runs the program and stops it with a signal; the result is its standard error, or null when it was done before.</summary>
    private static async Task<string?> StopWhenAsync(string[] args, Func<bool> reached, int signal)
    {
        ProcessStartInfo start = new(Path.Join(AppContext.BaseDirectory, "lotus-seal-worker"), args)
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true
        };
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await Patience.UntilAsync("the program gets there", () => reached() || process.HasExited);
        Signal.TrySend(process, signal);
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        await output;
        if (process.ExitCode == 0) return null;
        Assert.True(reached(), await error);
        Assert.Equal(signal == Signal.Kill ? 128 + signal : 1, process.ExitCode);
        return await error;
    }

    private static string[] Identity() => ["--prover-id", Prover, "--sector", "7", "--ticket", Ticket, "--seed", Seed];

    private IEnumerable<string> SealArguments() => ["proofs", "seal", "--proof-type", "5", .. Identity(), "--out", Out, "--json"];

    private Task<int> SealAsync() => _run.RunAsync([.. SealArguments()]);

    /// <summary>The data of the reference vectors, as a piece file.</summary>
    private string WritePiece(int sectorSize)
    {
        byte[] padded = new byte[sectorSize], message = [.. Encoding.ASCII.GetBytes("porep-vector"), .. new byte[8]];
        for (int leaf = 0; leaf < sectorSize / 32; leaf++)
        {
            BitConverter.TryWriteBytes(message.AsSpan(12), (ulong)leaf);
            SHA256.HashData(message, padded.AsSpan(leaf * 32, 32));
            padded[leaf * 32 + 31] &= 0x3f;
        }

        byte[] piece = new byte[sectorSize / 128 * 127];
        Fr32.Unpad(padded, piece);
        string path = _run.InHome("piece");
        File.WriteAllBytes(path, piece);
        return path;
    }

    private string WriteZeros(string name, int length)
    {
        string path = _run.InHome(name);
        File.WriteAllBytes(path, new byte[length]);
        return path;
    }

    /// <summary>The reference keeps only the digest of this file.</summary>
    private void TakeSyntheticProofs(JsonDocument expected)
    {
        const string name = "syn-porep-vanilla-proofs.dat";
        string file = Path.Join(Out, "cache", name);
        string digest = expected.RootElement.GetProperty("cache_files_after_synth").GetProperty(name).GetProperty("sha256").GetString()!;
        Assert.Equal(digest, Convert.ToHexStringLower(SHA256.HashData(File.ReadAllBytes(file))));
        File.Delete(file);
    }

    private static void AssertSame(string expected, string actual) => Assert.Equal(File.ReadAllBytes(expected), File.ReadAllBytes(actual));

    private static void AssertSameCache(string expected, string actual, string recordedPath)
    {
        Assert.Equal(Names(expected), Names(actual));
        // t_aux holds the path of the cache, so only its presence is compared.
        foreach (string name in Names(expected).Where(name => name != "t_aux")) AssertSame(Path.Join(expected, name), Path.Join(actual, name));
        Assert.Contains(Encoding.UTF8.GetBytes(recordedPath), File.ReadAllBytes(Path.Join(expected, "t_aux")));
        Assert.Contains(Encoding.UTF8.GetBytes(actual), File.ReadAllBytes(Path.Join(actual, "t_aux")));

        static IEnumerable<string> Names(string folder) =>
            Directory.GetFiles(folder).Select(file => Path.GetFileName(file)).Order(StringComparer.Ordinal);
    }
}
