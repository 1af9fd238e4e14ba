using LotusSeal.Testing.Processes;

namespace LotusSeal.Cluster.Tests.Scripts;

/// <summary>What <c>.ci/images</c> refuses before it builds anything.</summary>
public sealed class ImagesScriptTests
{
    [Theory]
    [InlineData("no images for riscv64: amd64 or arm64", "--architecture", "riscv64")]
    [InlineData("--architecture needs one: amd64 or arm64", "--architecture")]
    [InlineData("no image lotus-seal-nothing", "lotus-seal-worker", "lotus-seal-nothing")]
    public async Task One_line_says_what_is_wrong(string error, params string[] arguments)
    {
        CommandResult run = await CommandRun.RunAsync(Path.Combine(Repository.Root, ".ci", "images"), arguments);
        Assert.Equal((1, "", $"error: {error}\n"), (run.ExitCode, run.Output, run.Error));
    }
}
