using System.Text.Json;
using System.Text.Json.Nodes;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>proofs unseal</c> gives data that were compared, or none, and never writes onto the sector.</summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class ProofsUnsealTests : IAsyncLifetime
{
    private readonly CommandRun _run = new();
    private byte[] _data = [];

    private string Sector => _run.InHome("sector");

    private string Out => _run.InHome("out");

    /// <summary>A sector with a piece of 1016 bytes, two of 127 behind it, and filler.</summary>
    public async ValueTask InitializeAsync()
    {
        _data = new byte[2032];
        new Random(3).NextBytes(_data.AsSpan(0, 1270));
        string[] pieces = [Piece("first", 0, 1016), Piece("second", 1016, 127), Piece("third", 1143, 127)];
        Assert.Equal(0, await _run.RunAsync(["proofs", "seal", "--proof-type", "5", "--prover-id", new string('1', 64), "--sector", "7",
            "--ticket", new string('2', 64), "--seed", new string('3', 64), .. pieces.SelectMany(piece => new[] { "--piece", piece }),
            "--out", Sector]));
    }

    public ValueTask DisposeAsync()
    {
        _run.Dispose();
        return ValueTask.CompletedTask;
    }

    [Theory]
    [InlineData(0, 2032)]
    [InlineData(1, 2000)]
    [InlineData(1016, 127)]
    [InlineData(1100, 100)]
    [InlineData(1300, 1)]
    public async Task Every_range_is_compared(int offset, int length)
    {
        Assert.Equal(0, await _run.RunAsync("proofs", "unseal", "--dir", Sector, "--offset", $"{offset}", "--length", $"{length}", "--out", Out,
            "--json"));
        Assert.Equal(_data[offset..(offset + length)], File.ReadAllBytes(Out));
        Assert.Equal(0, JsonDocument.Parse(_run.Output).RootElement.GetProperty("unchecked_bytes").GetInt32());
        Assert.DoesNotContain("unchecked", _run.Error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_damaged_replica_gives_nothing_but_the_pieces_that_are_whole()
    {
        Change("sealed", 1030);
        await File.WriteAllTextAsync(Out, "before");
        string all = await _run.FailAsync(1, "proofs", "unseal", "--dir", Sector, "--out", Out);
        Assert.Contains("CommD", all, StringComparison.Ordinal);
        Assert.Contains(Path.Join(Sector, "sealed"), all, StringComparison.Ordinal);
        // One byte of the piece is wanted, and it is whole; the piece is not.
        string part = await _run.FailAsync(1, "proofs", "unseal", "--dir", Sector, "--offset", "1142", "--length", "2", "--out", Out);
        Assert.Contains("piece 1 at padded byte 1024", part, StringComparison.Ordinal);
        Assert.Equal("before", await File.ReadAllTextAsync(Out));
        Assert.Equal(["first", "out", "second", "sector", "third"], Directory.GetFileSystemEntries(_run.Home).Select(Path.GetFileName).Order());
        Assert.Equal(0, await _run.RunAsync("proofs", "unseal", "--dir", Sector, "--offset", "1143", "--length", "127", "--out", Out));
        Assert.Equal(_data[1143..1270], File.ReadAllBytes(Out));
    }

    [Theory]
    [InlineData(0, 2032)]
    [InlineData(5, 7)]
    public async Task A_wrong_ticket_gives_nothing(int offset, int length)
    {
        EditState(state => state["ticket"] = new string('4', 64));
        await _run.FailAsync(1, "proofs", "unseal", "--dir", Sector, "--offset", $"{offset}", "--length", $"{length}", "--out", Out);
        Assert.False(File.Exists(Out));
    }

    [Fact]
    public async Task Bytes_of_no_known_piece_are_said_to_be_unchecked()
    {
        EditState(state => state["pieces"] = new JsonArray());
        Assert.Equal(0, await _run.RunAsync("proofs", "unseal", "--dir", Sector, "--offset", "3", "--length", "10", "--out", Out, "--json"));
        Assert.Equal(10, JsonDocument.Parse(_run.Output).RootElement.GetProperty("unchecked_bytes").GetInt32());
        Assert.Contains("warning: 10 bytes of", _run.Error, StringComparison.Ordinal);
        Assert.Contains("unchecked", _run.Error, StringComparison.Ordinal);
        Assert.Equal(_data[3..13], File.ReadAllBytes(Out));
    }

    [Theory]
    [InlineData("sealed")]
    [InlineData("./cache/../sealed")]
    [InlineData("unsealed")]
    [InlineData("sector.json")]
    [InlineData("c1-output.json")]
    [InlineData("cache/p_aux")]
    [InlineData("cache/new")]
    [InlineData("symbolic")]
    [InlineData("hard")]
    [InlineData("folder/sealed")]
    [InlineData("unfinished")]
    public async Task The_sectors_own_files_are_refused(string name)
    {
        string @sealed = Path.Join(Sector, "sealed");
        File.CreateSymbolicLink(_run.InHome("symbolic"), @sealed);
        File.CreateSymbolicLink(_run.InHome("folder"), Sector);
        HardLink(@sealed, _run.InHome("hard"));
        HardLink(@sealed, _run.InHome("unfinished.tmp"));
        bool inHome = name is "symbolic" or "hard" or "folder/sealed" or "unfinished";
        Dictionary<string, byte[]> before = Content();
        string error = await _run.FailAsync(1, "proofs", "unseal", "--dir", Sector, "--out", inHome ? _run.InHome(name) : Path.Join(Sector, name));
        Assert.Contains("a file of the sector itself", error, StringComparison.Ordinal);
        Assert.Equal(before, Content());
        Assert.Equal(@sealed, new FileInfo(_run.InHome("symbolic")).LinkTarget);
    }

    [Fact]
    public async Task What_is_no_regular_file_is_refused_and_a_link_to_another_file_is_followed()
    {
        // A pipe of the test's own: a device of the machine would be lost to it, were this not refused.
        Execute("mkfifo", _run.InHome("pipe"));
        string refused = await _run.FailAsync(1, "proofs", "unseal", "--dir", Sector, "--out", _run.InHome("pipe"));
        Assert.Contains("no regular file", refused, StringComparison.Ordinal);
        File.CreateSymbolicLink(_run.InHome("link"), Out);
        Assert.Equal(0, await _run.RunAsync("proofs", "unseal", "--dir", Sector, "--out", _run.InHome("link")));
        Assert.Equal(_data, File.ReadAllBytes(Out));
        Assert.Equal(Out, new FileInfo(_run.InHome("link")).LinkTarget);
    }

    private static void HardLink(string file, string link) => Execute("ln", file, link);

    private static void Execute(string program, params string[] arguments)
    {
        using System.Diagnostics.Process process = System.Diagnostics.Process.Start(program, arguments);
        process.WaitForExit();
        Assert.Equal(0, process.ExitCode);
    }

    private Dictionary<string, byte[]> Content() =>
        Directory.GetFiles(Sector, "*", SearchOption.AllDirectories).ToDictionary(file => file, File.ReadAllBytes);

    private string Piece(string name, int offset, int length)
    {
        File.WriteAllBytes(_run.InHome(name), _data[offset..(offset + length)]);
        return _run.InHome(name);
    }

    private void Change(string file, int offset)
    {
        byte[] bytes = File.ReadAllBytes(Path.Join(Sector, file));
        bytes[offset] ^= 1;
        File.WriteAllBytes(Path.Join(Sector, file), bytes);
    }

    private void EditState(Action<JsonObject> change)
    {
        JsonObject state = JsonNode.Parse(File.ReadAllText(Path.Join(Sector, "sector.json")))!.AsObject();
        change(state);
        File.WriteAllText(Path.Join(Sector, "sector.json"), state.ToJsonString());
    }
}
