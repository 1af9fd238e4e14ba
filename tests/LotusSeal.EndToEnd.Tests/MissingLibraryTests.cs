using System.Text.Json;
using LotusSeal.EndToEnd.Tests.Support;
using LotusSeal.Testing.Processes;

namespace LotusSeal.EndToEnd.Tests;

/// <summary>A worker that was installed without its native library.</summary>
public sealed class MissingLibraryTests : IDisposable
{
    /// <summary>CommR of the sector of zeros that the reference sealed with these parameters (vector 2kib-zero).</summary>
    private const string CommR = "afddd48462549f94c4694d70fa471705e868c2ff76514164ecf2607a49f3522a";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task The_managed_twin_seals_the_same_and_the_user_is_told()
    {
        await using BareWorker worker = BareWorker.CopyTo(_folder["worker"]);
        CommandResult result = await worker.CommandAsync("proofs", "seal", "--proof-type", "StackedDrg2KiBV1_1", "--prover-id", Repeat("11"),
            "--sector", "7", "--ticket", Repeat("22"), "--seed", Repeat("33"), "--out", _folder["sector"], "--json");
        Assert.True(result.ExitCode == 0, result.Error);
        Assert.Contains(CommR, JsonDocument.Parse(result.Output).RootElement.GetRawText(), StringComparison.OrdinalIgnoreCase);
        Assert.Contains("liblotusseal", result.Error, StringComparison.Ordinal);

        CommandResult refused = await worker.CommandAsync("proofs", "seal", "--proof-type", "StackedDrg2KiBV1_1", "--prover-id", Repeat("11"),
            "--sector", "7", "--ticket", Repeat("22"), "--seed", Repeat("33"), "--out", _folder["other"], "--backend", "native");
        Assert.Equal(1, refused.ExitCode);
        Assert.Contains("the native backend cannot run here", refused.Error, StringComparison.Ordinal);
    }

    private static string Repeat(string pair) => string.Concat(Enumerable.Repeat(pair, 32));
}
