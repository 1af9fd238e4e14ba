using System.Text.RegularExpressions;
using LotusSeal.Images;

namespace LotusSeal.Cluster.Tests.Images;

/// <summary>The Dockerfiles and the archives that are made without them say the same.</summary>
public sealed partial class DockerfileTests
{
    public static TheoryData<string> Names => ["lotus-seal-worker", "lotus-seal-operator"];

    [Theory]
    [MemberData(nameof(Names))]
    public void It_says_what_the_archive_of_that_image_says(string name)
    {
        ImageDefinition image = ImageDefinition.Find(name)!;
        string[] last = LastStage(name);
        Assert.Equal(image.Environment.Order(), Words(last, "ENV").Order());
        Assert.Equal(image.Ports.Select(port => $"{port}"), Words(last, "EXPOSE"));
        Assert.Equal([$"{ImageDefinition.User}:{ImageDefinition.User}"], Words(last, "USER"));
        Assert.Equal(image.DataFolder is { } data ? [$"[\"/{data}\"]"] : [], Words(last, "VOLUME"));
        Assert.Equal([$"[\"{image.EntryPoint}\"]"], Words(last, "ENTRYPOINT"));
        Assert.Equal(["[\"run\"]"], Words(last, "CMD"));
        string labels = last.Single(line => line.StartsWith("LABEL ", StringComparison.Ordinal));
        Assert.Contains($"org.opencontainers.image.title=\"{image.Name}\"", labels, StringComparison.Ordinal);
        Assert.Contains($"org.opencontainers.image.description=\"{image.Title}\"", labels, StringComparison.Ordinal);
    }

    [Fact]
    public void The_operator_needs_no_shell_in_the_image_below() =>
        Assert.DoesNotContain(LastStage("lotus-seal-operator"), line => line.StartsWith("RUN ", StringComparison.Ordinal));

    /// <summary>The instructions of the last stage, each on one line.</summary>
    private static string[] LastStage(string name)
    {
        string file = Path.Combine(Repository.Root, $"Dockerfile.{name["lotus-seal-".Length..]}");
        string[] lines = Continuation().Replace(File.ReadAllText(file), " ").Split('\n');
        return lines[(Array.FindLastIndex(lines, line => line.StartsWith("FROM ", StringComparison.Ordinal)) + 1)..];
    }

    private static string[] Words(string[] lines, string instruction) =>
        [.. lines.Where(line => line.StartsWith(instruction + ' ', StringComparison.Ordinal))
            .SelectMany(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries).Skip(1))];

    [GeneratedRegex(@"\\\n\s*")]
    private static partial Regex Continuation();
}
