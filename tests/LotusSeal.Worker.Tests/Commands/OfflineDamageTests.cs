using System.Diagnostics;
using System.Security.Cryptography;
using System.Text.Json;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary>Files that rot, or cannot be read any more, between the steps of <c>proofs</c>.</summary>
public sealed class OfflineDamageTests : IDisposable
{
    private const string Layer1 = "cache/sc-02-data-layer-1.dat", Layer2 = "cache/sc-02-data-layer-2.dat", TreeD = "cache/sc-02-data-tree-d.dat";

    /// <summary>Lets reads of one file fail as a broken disk does.</summary>
    private const string BrokenDisk = """
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <errno.h>
        #include <stdio.h>
        #include <stdlib.h>
        #include <string.h>
        #include <sys/types.h>
        #include <unistd.h>

        static int is_broken(int fd)
        {
            char link[64], name[4096];
            const char *end = getenv("BROKEN_FILE");
            snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
            ssize_t length = readlink(link, name, sizeof name - 1);
            if (end == NULL || length < (ssize_t)strlen(end)) return 0;
            name[length] = 0;
            return strcmp(name + length - strlen(end), end) == 0;
        }

        #define READ(name, position, ...) \
            ssize_t name(int fd, void *to, size_t count position) \
            { \
                static ssize_t (*real)(int, void *, size_t position); \
                if (is_broken(fd)) { errno = EIO; return -1; } \
                if (real == NULL) *(void **)&real = dlsym(RTLD_NEXT, #name); \
                return real(fd, to, count __VA_ARGS__); \
            }
        #define COMMA ,
        READ(read, )
        READ(pread, COMMA off_t at, COMMA at)
        READ(pread64, COMMA off64_t at, COMMA at)
        """;

    private static readonly string[] Sector =
        ["--proof-type", "5", "--prover-id", new string('1', 64), "--sector", "7"];

    private readonly CommandRun _run = new();

    private string Out => _run.InHome("sector");

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(TreeD, 0, "bytes 0 to 2047")]
    [InlineData(TreeD, 3000, "bytes 2048 to 3071")]
    [InlineData(Layer1, 1000, "bytes 0 to 2047")]
    [InlineData(Layer2, 2047, "bytes 0 to 2047")]
    public async Task Rot_is_named_by_pc2_and_healed_by_pc1(string file, int offset, string range)
    {
        string expected = await SealAsync();
        await PreCommit1Async();
        Flip(file, offset);
        string error = await _run.FailAsync(1, "proofs", "pc2", "--dir", Out);
        Assert.Contains($"{Path.Join(Out, file)}: {range} are damaged", error, StringComparison.Ordinal);
        await PreCommit1Async(isNew: false);
        Assert.Equal(expected, await PreCommit2Async());
        Assert.False(Directory.Exists(Path.Join(Out, "fetching")));
    }

    [Fact]
    public async Task A_pc2_that_was_killed_over_the_data_is_gone_on_with()
    {
        string expected = await SealAsync();
        await PreCommit1Async();
        Flip("sealed", 77);
        await using (FileStream tree = new(Path.Join(Out, TreeD), FileMode.Append)) tree.WriteByte(0);
        Assert.Equal(expected, await PreCommit2Async());
    }

    // A file whose disk does not read any more, and whether layers are mapped.
    [Theory]
    [InlineData(Layer1, false)]
    [InlineData(Layer1, true)]
    [InlineData(Layer2, false)]
    [InlineData(TreeD, false)]
    [InlineData("sector/sealed", false)]
    [InlineData("fetching/cache.layers/layers.json", false)]
    [InlineData("fetching/cache.layers/layer-1.digests", true)]
    public async Task What_cannot_be_read_is_made_anew(string broken, bool lowMemory)
    {
        string expected = await SealAsync();
        await PreCommit1Async();
        // PreCommit1 has to be done again since the last layer is rotten.
        Flip(Layer2, 100);
        await _run.FailAsync(1, "proofs", "pc2", "--dir", Out);
        string source = _run.InHome("broken-disk.c"), library = _run.InHome("broken-disk.so");
        await File.WriteAllTextAsync(source, BrokenDisk);
        Assert.Equal((0, ""), await ProcessAsync("cc", ["-shared", "-fPIC", "-o", library, source, "-ldl"]));
        string[] pc1 = ["proofs", "pc1", "--dir", Out, "--ticket", new string('2', 64), .. lowMemory ? ["--low-memory"] : Array.Empty<string>()];
        (int code, string error) = await ProcessAsync(Path.Join(AppContext.BaseDirectory, "lotus-seal-worker"), pc1,
            ("LD_PRELOAD", library), ("BROKEN_FILE", "/" + broken));
        Assert.True(code == 0, $"exit code {code}: {error}");
        // What is known of the layers is read silently.
        Assert.Equal(!broken.StartsWith("fetching", StringComparison.Ordinal), error.Contains("Input/output error", StringComparison.Ordinal));
        Assert.Equal(expected, await PreCommit2Async());
    }

    private static async Task<(int Code, string Error)> ProcessAsync(string program, string[] arguments,
        params (string Name, string Value)[] variables)
    {
        ProcessStartInfo start = new(program, arguments) { RedirectStandardError = true, RedirectStandardOutput = true };
        foreach ((string name, string value) in variables) start.Environment[name] = value;
        using Process process = Process.Start(start)!;
        Task<string> output = process.StandardOutput.ReadToEndAsync(), error = process.StandardError.ReadToEndAsync();
        await process.WaitForExitAsync().WaitAsync(Patience.Limit);
        await output;
        return (process.ExitCode, await error);
    }

    /// <summary>CommR and the replica's hash of a sealing that nothing befell.</summary>
    private async Task<string> SealAsync()
    {
        await PreCommit1Async();
        string result = await PreCommit2Async();
        Directory.Delete(Out, recursive: true);
        return result;
    }

    private async Task PreCommit1Async(bool isNew = true)
    {
        string piece = _run.InHome("piece");
        byte[] data = new byte[2032];
        new Random(1).NextBytes(data);
        await File.WriteAllBytesAsync(piece, data);
        if (isNew) await SucceedAsync(["proofs", "add-piece", "--dir", Out, .. Sector, "--piece", piece]);
        await SucceedAsync("proofs", "pc1", "--dir", Out, "--ticket", new string('2', 64));
    }

    private async Task<string> PreCommit2Async()
    {
        await SucceedAsync("proofs", "pc2", "--dir", Out);
        using JsonDocument state = JsonDocument.Parse(await File.ReadAllBytesAsync(Path.Join(Out, "sector.json")));
        return state.RootElement.GetProperty("comm_r").GetString()
            + Convert.ToHexStringLower(SHA256.HashData(await File.ReadAllBytesAsync(Path.Join(Out, "sealed"))));
    }

    private async Task SucceedAsync(params string[] arguments) => Assert.True(await _run.RunAsync(arguments) == 0, _run.Error);

    private void Flip(string file, int offset)
    {
        string path = Path.Join(Out, file);
        byte[] content = File.ReadAllBytes(path);
        content[offset] ^= 1;
        File.WriteAllBytes(path, content);
    }
}
