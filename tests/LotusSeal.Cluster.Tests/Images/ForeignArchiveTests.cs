using System.Text.Json.Nodes;
using LotusSeal.Images;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>Archives for 64-bit Arm that are written on another machine, of a small system and a program that stands for a published one.</summary>
public sealed class ForeignArchiveTests : IDisposable
{
    private static readonly ImageDefinition Worker = ImageDefinition.Find("lotus-seal-worker")!;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task They_say_what_they_are_for_and_hold_nothing_else()
    {
        ForeignSystem foreign = await ForeignSystem.MakeOrSkipAsync(_folder["system"]);
        Directory.CreateDirectory(_folder["published"]);
        File.Copy(foreign.Program, _folder["published", "lotus-seal-worker"]);
        ImageReport report = await WriteAsync(foreign, "image.tar");
        Assert.Equal(report, await WriteAsync(foreign, "again.tar"));

        ImageArchive archive = new(_folder["image.tar"]);
        Assert.All([archive.Config, archive.Descriptor["platform"]!], platform =>
            Assert.Equal(("arm64", "v8", "linux"), (Text(platform, "architecture"), Text(platform, "variant"), Text(platform, "os"))));
        Assert.Equal("localhost/lotusseal/lotus-seal-worker:dev-arm64", Text(archive.Descriptor["annotations"]!, "io.containerd.image.name"));
        // 21 programs of the system, ours, and the libraries.
        Assert.Equal(22 + 6, await ForeignPrograms.CheckAsync(archive, _folder["root"]));
    }

    [Fact]
    public async Task A_program_of_this_machine_does_not_get_into_one()
    {
        ForeignSystem foreign = await ForeignSystem.MakeOrSkipAsync(_folder["system"]);
        Directory.CreateDirectory(_folder["published"]);
        File.Copy("/bin/true", _folder["published", "lotus-seal-worker"]);
        InvalidDataException error = await Assert.ThrowsAsync<InvalidDataException>(() => WriteAsync(foreign, "image.tar"));
        Assert.Equal($"{_folder["published", "lotus-seal-worker"]} is not for arm64", error.Message);
        Assert.False(File.Exists(_folder["image.tar"]));
    }

    private static string Text(JsonNode node, string name) => node[name]!.GetValue<string>();

    private Task<ImageReport> WriteAsync(ForeignSystem foreign, string name)
    {
        SystemFolder system = new(foreign.Root, ForeignSystem.Architecture);
        Layer below = BaseLayer.Make(system);
        return OciArchive.WriteAsync(
            _folder[name], Worker, system.Architecture, [below, ProgramLayer.Make(Worker, _folder["published"], system, below)]);
    }
}
