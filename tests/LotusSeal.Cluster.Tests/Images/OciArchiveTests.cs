using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using LotusSeal.Images;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>Archives of a program that stands for a published one; the base is that of this machine.</summary>
public sealed class OciArchiveTests : IDisposable
{
    private static readonly ImageDefinition Worker = ImageDefinition.Find("lotus-seal-worker")!;
    private readonly TemporaryFolder _folder = new();

    public OciArchiveTests()
    {
        Directory.CreateDirectory(_folder["published"]);
        File.Copy("/bin/true", _folder["published", "lotus-seal-worker"]);
    }

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_same_input_gives_the_same_bytes()
    {
        ImageReport first = await WriteAsync("first.tar");
        File.SetLastWriteTimeUtc(_folder["published", "lotus-seal-worker"], DateTime.UnixEpoch);
        ImageReport second = await WriteAsync("second.tar");
        Assert.Equal(first, second);
        Assert.Equal(await File.ReadAllBytesAsync(_folder["first.tar"], Token), await File.ReadAllBytesAsync(_folder["second.tar"], Token));
        File.Copy("/bin/false", _folder["published", "other"]);
        Assert.NotEqual(first.Digest, (await WriteAsync("third.tar")).Digest);
    }

    [Fact]
    public async Task Every_part_has_the_digest_and_size_by_which_others_name_it()
    {
        await WriteAsync("image.tar");
        ImageArchive archive = new(_folder["image.tar"]);
        Assert.Equal("localhost/lotusseal/lotus-seal-worker:dev", archive.Descriptor["annotations"]!["io.containerd.image.name"]!.GetValue<string>());
        string here = RuntimeInformation.OSArchitecture == Architecture.Arm64 ? "arm64" : "amd64";
        Assert.Equal((here, "linux"), (archive.Config["architecture"]!.GetValue<string>(), archive.Config["os"]!.GetValue<string>()));
        Assert.Equal(here, archive.Descriptor["platform"]!["architecture"]!.GetValue<string>());
        Assert.Equal("532:532", archive.Config["config"]!["User"]!.GetValue<string>());
        JsonArray layers = archive.Manifest["layers"]!.AsArray(), contents = archive.Config["rootfs"]!["diff_ids"]!.AsArray();
        Assert.Equal(layers.Count, contents.Count);
        foreach ((JsonNode? layer, JsonNode? content) in layers.Zip(contents))
            Assert.Equal(content!.GetValue<string>(), ImageArchive.DigestOf(archive.Layer(layer!)));
        // What older engines read names the same parts.
        JsonNode older = archive.Json("manifest.json")[0]!;
        Assert.Equal("localhost/lotusseal/lotus-seal-worker:dev", older["RepoTags"]![0]!.GetValue<string>());
        Assert.All(older["Layers"]!.AsArray().Append(older["Config"]), part => Assert.Contains(part!.GetValue<string>(), archive.Names));
    }

    [Fact]
    public async Task The_system_below_the_program_runs_by_itself()
    {
        Assert.SkipUnless(Environment.IsPrivilegedProcess, "chroot needs root");
        await WriteAsync("image.tar");
        await new ImageArchive(_folder["image.tar"]).UnpackAsync(_folder["root"]);
        CommandResult run = await CommandRun.RunAsync("chroot",
        [
            "--userspec=532:532", _folder["root"], "/bin/sh", "-ec",
            "getent passwd 532 | grep -q ^fc: && printf %s \"$(id -un)\" >/tmp/a "
                + "&& sync /tmp/a && mv /tmp/a /tmp/b && cat /tmp/b && lotus-seal-worker",
        ]);
        Assert.Equal((0, "fc", ""), (run.ExitCode, run.Output, run.Error));
    }

    [Fact]
    public async Task A_library_that_is_not_here_is_named_and_nothing_is_left()
    {
        // The name of a library that it needs, changed to one that nobody has.
        byte[] program = await File.ReadAllBytesAsync("/bin/true", Token);
        int name = program.AsSpan().IndexOf("libc.so.6"u8);
        "libq.so.6"u8.CopyTo(program.AsSpan(name));
        await File.WriteAllBytesAsync(_folder["published", "lotus-seal-worker"], program, Token);
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync("image.tar"));
        Assert.Contains("libq.so.6", error.Message, StringComparison.Ordinal);
        File.Delete(_folder["published", "lotus-seal-worker"]);
        error = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync("image.tar"));
        Assert.Contains("has no lotus-seal-worker", error.Message, StringComparison.Ordinal);
        Assert.False(File.Exists(_folder["image.tar"]));
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    private Task<ImageReport> WriteAsync(string name)
    {
        Layer below = BaseLayer.Make(SystemFolder.Here);
        return OciArchive.WriteAsync(
            _folder[name], Worker, ImageArchitecture.Here, [below, ProgramLayer.Make(Worker, _folder["published"], SystemFolder.Here, below)]);
    }
}
