using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>proofs update</c>: an update of a sector folder is the reference's, and its data comes back or nothing does.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProofsUpdateTests : IAsyncLifetime
{
    private static readonly string Name = UpdateCircuit.FileName(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1));
    private readonly CommandRun _run = new();

    private string Sector => _run.InHome("sector");

    private string Out => _run.InHome("out");

    private string Piece => _run.InHome("piece");

    /// <summary>The sector without data of the vectors, and a file with the data of its update.</summary>
    public async ValueTask InitializeAsync()
    {
        byte[] data = new byte[2032];
        Sealing.Pieces.Fr32.Unpad(File.ReadAllBytes(Repository.Vector("2kib-zero", "new-unsealed")), data);
        await File.WriteAllBytesAsync(Piece, data);
        Assert.Equal(0, await _run.RunAsync("proofs", "seal", "--proof-type", "5", "--prover-id", new string('1', 64), "--sector", "7",
            "--ticket", new string('2', 64), "--seed", new string('3', 64), "--out", Sector));
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Fact]
    public async Task A_sector_is_updated_proved_and_decoded_with_and_without_its_key()
    {
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", Piece, "--json"));
        JsonElement report = JsonDocument.Parse(_run.Output).RootElement;
        Assert.Equal("afddd48462549f94c4694d70fa471705e868c2ff76514164ecf2607a49f3522a", report.GetProperty("old_comm_r").GetString());
        Assert.Equal("810015831691b66aff66f6434e7bc41a01837491c83f3cc3e55e17721844f565", report.GetProperty("comm_r").GetString());
        Assert.Equal("2e26cdc98bc606b69eb52a179127db93ab1e347c9b0da81d8f16b51fea31fc32", report.GetProperty("comm_d").GetString());
        Assert.Equal(File.ReadAllBytes(Repository.Vector("2kib-zero", "new-replica")), File.ReadAllBytes(Path.Join(Sector, "update")));

        Assert.Equal(0, await _run.RunAsync("proofs", "update", "prove1", "--dir", Sector));
        Assert.Contains("partitions:  1", _run.Output, StringComparison.Ordinal);
        string[] proofs = JsonSerializer.Deserialize<string[]>(File.ReadAllBytes(Path.Join(Sector, "update-proofs.json")))!;
        Assert.Equal([Convert.ToBase64String(File.ReadAllBytes(Repository.Vector("2kib-zero", "update-partition-0.vanilla")))], proofs);

        Assert.Equal(0, await _run.RunAsync("proofs", "update", "decode", "--dir", Sector, "--out", Out));
        Assert.Equal(File.ReadAllBytes(Piece), File.ReadAllBytes(Out));
        File.Delete(Path.Join(Sector, "sealed"));
        File.Delete(Out);
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "decode", "--dir", Sector, "--out", Out));
        Assert.Equal(File.ReadAllBytes(Piece), File.ReadAllBytes(Out));
        Assert.False(Directory.Exists(Path.Join(Sector, "unseal-scratch")));
    }

    [Fact]
    public async Task Smaller_pieces_are_followed_by_zeros_and_a_second_update_replaces_the_first()
    {
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", Piece));
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "prove1", "--dir", Sector));
        string small = _run.InHome("small");
        await File.WriteAllBytesAsync(small, File.ReadAllBytes(Piece)[..300]);
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", small, "--piece", small, "--pad"));
        Assert.False(File.Exists(Path.Join(Sector, "update-proofs.json")));
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "prove1", "--dir", Sector));
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "decode", "--dir", Sector, "--out", Out));
        byte[] decoded = File.ReadAllBytes(Out), expected = new byte[2032];
        File.ReadAllBytes(small).CopyTo(expected, 0);
        File.ReadAllBytes(small).CopyTo(expected, 508);
        Assert.Equal(expected, decoded);
    }

    [Fact]
    public async Task Pieces_and_the_sealed_file_may_be_links_to_elsewhere()
    {
        string link = _run.InHome("link"), sealedFile = Path.Join(Sector, "sealed");
        File.CreateSymbolicLink(link, Piece);
        File.Move(sealedFile, _run.InHome("elsewhere"));
        File.CreateSymbolicLink(sealedFile, _run.InHome("elsewhere"));
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", link, "--pad"));
        Assert.Equal(File.ReadAllBytes(Repository.Vector("2kib-zero", "new-replica")), File.ReadAllBytes(Path.Join(Sector, "update")));
        // Every step looks first whether the files of the sealing are there.
        Assert.Equal(0, await _run.RunAsync("proofs", "c1", "--dir", Sector, "--seed", new string('4', 64)));
    }

    [Fact]
    public async Task Damage_is_named_and_nothing_is_written()
    {
        Assert.Contains("update encode", await _run.FailAsync(1, "proofs", "update", "prove1", "--dir", Sector), StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", Piece));
        string update = Path.Join(Sector, "update");
        byte[] replica = File.ReadAllBytes(update);
        replica[700] ^= 1;
        File.WriteAllBytes(update, replica);
        Assert.Contains(update, await _run.FailAsync(1, "proofs", "update", "decode", "--dir", Sector, "--out", Out), StringComparison.Ordinal);
        Assert.False(File.Exists(Out));
        Assert.Contains("a file of the sector itself", await _run.FailAsync(1, "proofs", "update", "decode", "--dir", Sector, "--out",
            Path.Join(Sector, "update-cache", "p_aux")), StringComparison.Ordinal);
        File.WriteAllText(Path.Join(Sector, "update.json"), "{}");
        string damaged = await _run.FailAsync(1, "proofs", "update", "decode", "--dir", Sector, "--out", Out);
        Assert.Contains("update.json", damaged, StringComparison.Ordinal);
        string large = _run.InHome("large");
        File.WriteAllBytes(large, new byte[4064]);
        Assert.Contains(large, await _run.FailAsync(1, "proofs", "update", "encode", "--dir", Sector, "--piece", large), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_limit_of_the_length_of_files_is_an_error_that_names_the_file()
    {
        // Four blocks are the replica; tree-d takes eight.
        string[] words = ["-c", "ulimit -f 4 && exec \"$@\"", "sh", Path.Combine(AppContext.BaseDirectory, "lotus-seal-worker"), "proofs", "update",
            "encode", "--dir", Sector, "--piece", Piece];
        ProcessStartInfo start = new("/bin/sh", words) { RedirectStandardError = true };
        // The limit is also one of the memory that the runtime maps twice to guard its code.
        start.Environment["DOTNET_EnableWriteXorExecute"] = "0";
        using Process worker = Process.Start(start)!;
        string said = await worker.StandardError.ReadToEndAsync(TestContext.Current.CancellationToken);
        await worker.WaitForExitAsync(TestContext.Current.CancellationToken);
        Assert.Contains($"error: {Path.Join(Sector, "update-cache", "sc-02-data-tree-d")}", said, StringComparison.Ordinal);
        Assert.Equal(1, worker.ExitCode);
        Assert.Empty(Directory.GetFiles(Path.Join(Sector, "update-cache"), "*tmp"));
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", Piece));
    }

    [Fact]
    public async Task What_is_missing_for_the_proof_is_named()
    {
        _run.Environment["FIL_PROOFS_PARAMETER_CACHE"] = _run.InHome("params");
        string[] prove = ["proofs", "update", "prove2", "--dir", Sector];
        Assert.Contains("update encode", await _run.FailAsync(1, prove), StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", Piece));
        Assert.Contains("update prove1", await _run.FailAsync(1, prove), StringComparison.Ordinal);
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "prove1", "--dir", Sector));
        string parameters = Path.Join(_run.InHome("params"), $"{Name}.params");
        Assert.Equal(1, await _run.RunAsync(prove));
        Assert.Contains($"error: '{parameters}' is missing: `proofs params fetch`", _run.Error, StringComparison.Ordinal);
        Assert.StartsWith("update prove2: 1 partitions, up to ", _run.Error, StringComparison.Ordinal);
        Directory.CreateDirectory(_run.InHome("params"));
        await File.WriteAllTextAsync(parameters, "<html>Gateway Time-out</html>", TestContext.Current.CancellationToken);
        Assert.Equal(1, await _run.RunAsync(prove));
        Assert.Contains($"error: '{parameters}': 29 bytes are no parameters", _run.Error, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Join(Sector, "update-proofs.json"), "[", TestContext.Current.CancellationToken);
        Assert.Contains("update-proofs.json' is damaged", await _run.FailAsync(1, prove), StringComparison.Ordinal);
        Assert.Contains("go together", await _run.FailAsync(2, [.. prove, .. CommandRun.KnownBlinding[..2]]), StringComparison.Ordinal);
    }

    /// <summary>Parameters and proof with known secrets are the reference's byte for byte; another proof holds (porep.md 10.3, 11.4).</summary>
    [Fact]
    public async Task Parameters_and_proof_are_those_of_the_reference()
    {
        LongTests.Need();
        JsonElement update = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("updates.json"))).RootElement.GetProperty("2kib");
        string parameters = _run.InHome("params"), file = Path.Join(parameters, $"{Name}.params");
        Directory.CreateDirectory(parameters);
        _run.Environment["FIL_PROOFS_PARAMETER_CACHE"] = parameters;
        Assert.Equal(0, await _run.RunAsync("proofs", "params", "generate", "--update-proof-type", "StackedDrg2KiBV1", "--insecure-secrets",
            "porep-vector"));
        await using (FileStream stream = File.OpenRead(file))
            Assert.Equal(update.GetProperty("parameters").GetProperty("params_sha256").GetString(),
                Convert.ToHexStringLower(await SHA256.HashDataAsync(stream, TestContext.Current.CancellationToken)));
        Assert.Equal(File.ReadAllBytes(Repository.Vector("groth16", $"{Name}.vk")), File.ReadAllBytes(Path.Join(parameters, $"{Name}.vk")));
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "encode", "--dir", Sector, "--piece", Piece));
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "prove1", "--dir", Sector));
        Assert.Equal(0, await _run.RunAsync(["proofs", "update", "prove2", "--dir", Sector, .. CommandRun.KnownBlinding, "--json"]));
        string proof = update.GetProperty("deterministic_proof").GetString()!;
        Assert.Equal(proof, JsonDocument.Parse(_run.Output).RootElement.GetProperty("proof").GetString());
        Assert.Equal(0, await _run.RunAsync("proofs", "update", "prove2", "--dir", Sector));
        Assert.Equal(proof.Length, _run.Output.TrimEnd().Length);
        Assert.NotEqual(proof, _run.Output.TrimEnd());
    }

    [Fact]
    public async Task The_reference_s_proof_is_verified_and_no_other()
    {
        JsonElement update = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("updates.json"))).RootElement.GetProperty("2kib");
        string proof = update.GetProperty("deterministic_proof").GetString()!;
        string[] Arguments(string changed) => ["proofs", "update", "verify", "--proof-type", "5", "--old-comm-r", Text("comm_r_old"),
            "--comm-r", Text("comm_r_new"), "--comm-d", Text("comm_d_new"), "--proof", changed, "--params", Repository.Vector("groth16")];
        string Text(string name) => update.GetProperty(name).GetString()!;
        Assert.Equal(0, await _run.RunAsync(Arguments(proof)));
        Assert.Equal("the proof holds\n", _run.Output);
        Assert.Contains("not the key of the network", _run.Error, StringComparison.Ordinal);
        Assert.Equal(1, await _run.RunAsync(Arguments(proof[..^2])));
        Assert.Equal(2, await _run.RunAsync([.. Arguments(proof)[..^1], _run.Home]));
    }
}
