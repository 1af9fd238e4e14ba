using System.Text.Json.Nodes;
using LotusSeal.Testing.Kubernetes;
using LotusSeal.Testing.Processes;

namespace LotusSeal.Charts.Tests.Rendering;

/// <summary>
/// The scripts that run before the miner, with a lotus-miner that makes files. The keys of a miner are in its repository: what was there is never
/// removed.
/// </summary>
[System.Runtime.Versioning.SupportedOSPlatform("linux")]
public sealed class MinerRepositoryTests : IDisposable
{
    private const string Lotus =
        "miner.enabled=true,miner.image=lotus:1,miner.fullNode.secretName=node,miner.init.enabled=true,miner.init.args={--owner=f3a}";

    /// <summary>Refuses a repository that is there, as the real one does, and breaks off where it is told to.</summary>
    private const string Program = """
        #!/bin/sh -e
        [ ! -e "$LOTUS_MINER_PATH/datastore" ] || { echo "repo at '$LOTUS_MINER_PATH' is already initialized" >&2; exit 1; }
        mkdir -p "$LOTUS_MINER_PATH/datastore" "$LOTUS_MINER_PATH/keystore"
        [ ! -e "$BREAK" ] || exit 1
        echo "$*" >"$LOTUS_MINER_PATH/datastore/made"
        echo new >"$LOTUS_MINER_PATH/config.toml"
        """;

    private readonly HelmProgram _helm = HelmProgram.FindOrSkip();
    private readonly TemporaryFolder _folder = new();

    public MinerRepositoryTests()
    {
        Directory.CreateDirectory(_folder["bin"]);
        Directory.CreateDirectory(_folder["repository"]);
        File.WriteAllText(_folder["bin", "lotus-miner"], Program);
        File.SetUnixFileMode(_folder["bin", "lotus-miner"], UnixFileMode.UserRead | UnixFileMode.UserExecute);
    }

    public void Dispose()
    {
        _helm.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task It_is_made_once()
    {
        Directory.CreateDirectory(_folder["repository", "lost+found"]);
        await RunAsync("init", 0);
        Assert.Contains("--owner=f3a", File.ReadAllText(_folder["repository", "datastore", "made"]), StringComparison.Ordinal);
        File.WriteAllText(_folder["repository", "datastore", "made"], "kept");
        await RunAsync("init", 0);
        Assert.Equal("kept", File.ReadAllText(_folder["repository", "datastore", "made"]));
        Assert.Equal(["config.toml", "datastore", "keystore", "lost+found"], Names());
    }

    [Fact]
    public async Task An_attempt_that_broke_off_is_made_again()
    {
        File.WriteAllText(_folder["break"], "");
        await RunAsync("init", 1);
        File.Delete(_folder["break"]);
        await RunAsync("init", 0);
        Assert.NotEmpty(File.ReadAllText(_folder["repository", "datastore", "made"]));
    }

    /// <summary>A claim with a repository, and the switch beside it: by mistake, or restored after an attempt that broke off.</summary>
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task One_that_is_there_is_used_as_it_is(bool isAfterAnAttempt)
    {
        if (isAfterAnAttempt)
        {
            File.WriteAllText(_folder["break"], "");
            await RunAsync("init", 1);
            File.Delete(_folder["break"]);
        }

        foreach (string name in new[] { "datastore", "keystore" }) Directory.CreateDirectory(_folder["repository", name]);
        File.WriteAllText(_folder["repository", "keystore", "key"], "worth a fortune");
        await RunAsync("init", 0);
        Assert.Equal("worth a fortune", File.ReadAllText(_folder["repository", "keystore", "key"]));
        Assert.False(File.Exists(_folder["repository", "datastore", "made"]));
    }

    [Fact]
    public async Task Its_configuration_of_before_is_kept_beside_that_of_the_chart()
    {
        Directory.CreateDirectory(_folder["etc"]);
        File.WriteAllText(_folder["etc", "config.toml"], "first");
        File.WriteAllText(_folder["repository", "config.toml"], "a person's");
        await RunAsync("config", 0);
        File.WriteAllText(_folder["etc", "config.toml"], "second");
        await RunAsync("config", 0);
        Assert.Equal("second", File.ReadAllText(_folder["repository", "config.toml"]));
        Assert.Equal("a person's", File.ReadAllText(_folder["repository", "config.toml.before-chart"]));
    }

    private string[] Names() =>
        [.. Directory.GetFileSystemEntries(_folder["repository"]).Select(entry => Path.GetFileName(entry)).Order(StringComparer.Ordinal)];

    /// <summary>Runs an init container's script on the folder.</summary>
    private async Task RunAsync(string name, int exitCode)
    {
        JsonNode container = (await ChartFolder.RenderAsync(_helm, "farm", "--set", Lotus))
            .Single(one => one["kind"]!.GetValue<string>() == "StatefulSet")["spec"]!["template"]!["spec"]!["initContainers"]!.AsArray()
            .Single(one => one!["name"]!.GetValue<string>() == name)!;
        string[] line = [.. container["command"]!.AsArray().Concat(container["args"]!.AsArray()).Select(word => word!.GetValue<string>())];
        CommandResult result = await CommandRun.RunAsync(line[0],
            line[1..].Select(word => word.Replace("/etc/lotus-miner", _folder["etc"], StringComparison.Ordinal)),
            variables: new Dictionary<string, string?>
            {
                ["PATH"] = $"{_folder["bin"]}:{Environment.GetEnvironmentVariable("PATH")}",
                ["LOTUS_MINER_PATH"] = _folder["repository"],
                ["BREAK"] = _folder["break"],
            });
        Assert.True(result.ExitCode == exitCode, $"{result.ExitCode}: {result.Output}{result.Error}");
    }
}
