using System.Diagnostics;
using System.Globalization;
using LotusSeal.Lotus.Api;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Commands.Run;

namespace LotusSeal.Worker.Tests.Commands;

public sealed class RunCommandTests : IDisposable
{
    private const string Miner = "secret-token:/ip4/127.0.0.1/tcp/2345/http";
    private readonly CommandRun _run = new();

    public RunCommandTests() => _run.Environment["MINER_API_INFO"] = Miner;

    public void Dispose() => _run.Dispose();

    [Fact]
    public async Task The_defaults_are_those_of_Lotus()
    {
        Assert.Equal(0, await _run.RunAsync("run", "--listen", "10.0.0.7:3456"));
        Assert.Equal(Path.Join(_run.Home, ".lotusworker"), _run.Options!.RepositoryPath);
        Assert.Equal((new Uri("http://127.0.0.1:2345/rpc/v0"), "secret-token"), (Found.ToRpcUrl(), Found.Token));
        Assert.Equal("10.0.0.7:3456", _run.Options.Listen);
        Assert.Equal(HostName, _run.Options.Name);
        Assert.Equal((5, TimeSpan.FromSeconds(30), 0, (string?)null),
            (_run.Options.ParallelFetchLimit, _run.Options.HttpServerTimeout, _run.Options.Threads, _run.Options.LogFormat));
        Assert.False(_run.Options.NoLocalStorage || _run.Options.NoSwap || _run.Options.LowMemory || !_run.Options.ChecksMemory);
        Assert.Null(_run.Options.ExternalPreCommit2);
        Assert.Equal(("/var/tmp/filecoin-proof-parameters", TimeSpan.FromMinutes(15)), (_run.Options.ParametersFolder, _run.Options.ProverIdle));
        Assert.Empty(_run.Options.Notes);
    }

    /// <summary>A log that is JSON has nothing else in it, and both go to one place in a container.</summary>
    [Fact]
    public async Task What_is_to_be_said_of_the_command_line_goes_into_the_log()
    {
        _run.Environment.Remove("MINER_API_INFO");
        _run.Environment["STORAGE_API_INFO"] = Miner;
        Assert.Equal(0, await _run.RunAsync("run", "--address", "10.0.0.7:3456"));
        Assert.Empty(_run.Error);
        Assert.Equal(2, _run.Options!.Notes.Count);
        Assert.Contains(_run.Options.Notes, note => note.Contains("--address is deprecated", StringComparison.Ordinal));
        Assert.Contains(_run.Options.Notes, note => note.Contains("STORAGE_API_INFO is deprecated", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Flags_reach_the_daemon()
    {
        Assert.Equal(0, await _run.RunAsync("run", "--listen=w:1", "--worker-repo", "/r", "--no-local-storage", "--no-swap", "--name", "w7",
            "--parallel-fetch-limit", "2",
            "--http-server-timeout", "1m", "--external-pc2", "cmd", "--threads", "3", "--low-memory", "--check-memory=false",
            "--log-format", "json", "--precommit1=false"));
        Assert.Equal(("/r", "w7", "cmd", 2, TimeSpan.FromMinutes(1), 3, "json"),
            (_run.Options!.RepositoryPath, _run.Options.Name, _run.Options.ExternalPreCommit2,
            _run.Options.ParallelFetchLimit, _run.Options.HttpServerTimeout, _run.Options.Threads, _run.Options.LogFormat));
        Assert.True(_run.Options.NoLocalStorage && _run.Options.NoSwap && _run.Options.LowMemory && !_run.Options.ChecksMemory);
        Assert.DoesNotContain(TaskTypes.PreCommit1, _run.Options.Tasks);
    }

    // Environment, flags, expected name of the worker.
    [Theory]
    [InlineData(null, "", "host")]
    [InlineData("from-env", "", "from-env")]
    [InlineData("from-env", "--name=from-flag", "from-flag")]
    [InlineData("", "", "host")]
    public async Task A_flag_wins_over_the_environment_and_that_over_the_default(string? variable, string flag, string expected)
    {
        if (variable is not null) _run.Environment["LOTUS_WORKER_NAME"] = variable;
        Assert.Equal(0, await _run.RunAsync([.. Args(flag)]));
        Assert.Equal(expected == "host" ? HostName : expected, _run.Options!.Name);
    }

    [Theory]
    [InlineData("LOTUS_WORKER_PATH=/a;WORKER_PATH=/b", "/a")]
    [InlineData("WORKER_PATH=/b", "/b")]
    public async Task Of_two_names_the_first_that_is_set_wins(string variables, string expected)
    {
        foreach (string[] pair in variables.Split(';').Select(text => text.Split('='))) _run.Environment[pair[0]] = pair[1];
        Assert.Equal(0, await _run.RunAsync([.. Args("")]));
        Assert.Equal(expected, _run.Options!.RepositoryPath);
    }

    [Theory]
    [InlineData("true", "", true)]
    [InlineData("1", "", true)]
    [InlineData("false", "", false)]
    [InlineData("0", "", false)]
    [InlineData("0", "--precommit1", true)]
    [InlineData("1", "--precommit1=false", false)]
    [InlineData("false", "--precommit1=true", true)]
    public async Task Switches_read_flag_and_environment(string variable, string flag, bool expected)
    {
        _run.Environment["LOTUS_WORKER_PRECOMMIT1"] = variable;
        Assert.Equal(0, await _run.RunAsync([.. Args(flag)]));
        Assert.Equal(expected, _run.Options!.Tasks.Contains(TaskTypes.PreCommit1));
    }

    [Fact]
    public async Task The_environment_counts_as_explicit_for_the_choice_of_tasks()
    {
        _run.Environment["LOTUS_WORKER_NO_DEFAULT"] = "1";
        _run.Environment["LOTUS_WORKER_PRECOMMIT1"] = "1";
        Assert.Equal(0, await _run.RunAsync([.. Args("")]));
        Assert.Contains(TaskTypes.PreCommit1, _run.Options!.Tasks);
        Assert.DoesNotContain(TaskTypes.PreCommit2, _run.Options.Tasks);
    }

    [Fact]
    public async Task Flags_of_the_seed_era_are_understood()
    {
        string miner = Path.Join(_run.Home, "m");
        Directory.CreateDirectory(Path.Join(miner, "keystore"));
        await File.WriteAllTextAsync(Path.Join(miner, "api"), "/ip4/10.1.2.3/tcp/2345/http\n");
        await File.WriteAllTextAsync(Path.Join(miner, "token"), "tok\n");
        _run.Environment.Clear();
        Assert.Equal(0, await _run.RunAsync("--workerrepo", "/w", "--storagerepo", miner, "--enable-gpu-proving=true", "run",
            "--address", "10.0.0.9:3456"));
        Assert.Equal(("/w", "10.0.0.9:3456", "tok", new Uri("http://10.1.2.3:2345/rpc/v0")),
            (_run.Options!.RepositoryPath, _run.Options.Listen, Found.Token, Found.ToRpcUrl()));
    }

    [Fact]
    public async Task The_old_variable_finds_the_miner_after_the_new_one()
    {
        _run.Environment["STORAGE_API_INFO"] = "old:/ip4/10.0.0.1/tcp/1";
        Assert.Equal(0, await _run.RunAsync([.. Args("")]));
        Assert.Equal("secret-token", Found.Token);
        _run.Environment.Remove("MINER_API_INFO");
        Assert.Equal(0, await _run.RunAsync([.. Args("")]));
        Assert.Equal("old", Found.Token);
        Assert.Single(_run.Options!.Notes, note => note.Contains("STORAGE_API_INFO", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_repository_of_a_miner_that_has_not_started_is_waited_for(bool isThere)
    {
        string miner = Path.Join(_run.Home, "m");
        if (isThere) Directory.CreateDirectory(Path.Join(miner, "keystore"));
        _run.Environment.Clear();
        _run.Environment["LOTUS_STORAGE_PATH"] = miner;
        Assert.Equal(0, await _run.RunAsync([.. Args("")]));
        Assert.Throws<IOException>(() => Found);

        Directory.CreateDirectory(Path.Join(miner, "keystore"));
        await File.WriteAllTextAsync(Path.Join(miner, "api"), "/ip4/10.1.2.3/tcp/2345/http");
        Assert.Contains(Path.Join(miner, "token"), Assert.Throws<IOException>(() => Found).Message, StringComparison.Ordinal);
        await File.WriteAllTextAsync(Path.Join(miner, "token"), "tok");
        Assert.Equal(("tok", new Uri("http://10.1.2.3:2345/rpc/v0")), (Found.Token, Found.ToRpcUrl()));
        await File.WriteAllTextAsync(Path.Join(miner, "api"), "/ip4/10.1.2.3/tcp/2346/http");
        Assert.Equal(2346, Found.Url.Port);
    }

    // Arguments, what the one line must say.
    [Theory]
    [InlineData("--listen|nonsense", "--listen")]
    [InlineData("--address|nonsense", "--address")]
    [InlineData("--threads|-1", "--threads")]
    [InlineData("--parallel-fetch-limit|0", "--parallel-fetch-limit")]
    [InlineData("--timeout|5", "--timeout")]
    [InlineData("--http-server-timeout|0s", "--http-server-timeout")]
    [InlineData("--priority|best", "--priority")]
    [InlineData("--log-format|xml", "--log-format")]
    [InlineData("--prover-idle|0s", "--prover-idle")]
    [InlineData("--windowpost|--prove-replica-update2", "--prove-replica-update2")]
    [InlineData("--windowpost|--winningpost", "run another worker for it")]
    [InlineData("--no-such-flag", "--no-such-flag")]
    [InlineData("--name", "--name")]
    public async Task Wrong_flags_are_named(string arguments, string named)
    {
        Assert.Contains(named, await RunWrongAsync(2, ["run", .. arguments.Split('|')]), StringComparison.Ordinal);
        Assert.Null(_run.Options);
    }

    [Theory]
    [InlineData("LOTUS_WORKER_PRECOMMIT1", "maybe")]
    [InlineData("LOTUS_WORKER_TIMEOUT", "x")]
    [InlineData("LOTUS_WORKER_PROVE_REPLICA_UPDATE2", "maybe")]
    public async Task Wrong_variables_are_errors(string variable, string value)
    {
        _run.Environment[variable] = value;
        await RunWrongAsync(2, [.. Args("")]);
        Assert.Null(_run.Options);
    }

    [Theory]
    [InlineData("secret-token:/ip4/nonsense/tcp/1")]
    [InlineData("secret-token:ftp://host")]
    [InlineData("secret-token")]
    public async Task A_wrong_miner_address_is_an_error_that_does_not_show_the_token(string value)
    {
        _run.Environment["MINER_API_INFO"] = value;
        string error = await RunWrongAsync(2, [.. Args("")]);
        Assert.Contains("MINER_API_INFO", error, StringComparison.Ordinal);
        Assert.DoesNotContain("secret-token", error, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Without_a_miner_the_error_says_what_to_set()
    {
        _run.Environment.Clear();
        Assert.Contains("MINER_API_INFO", await RunWrongAsync(1, [.. Args("")]), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_priority_holds_for_every_thread_of_the_process()
    {
        ProcessStartInfo start = new(Path.Join(AppContext.BaseDirectory, "lotus-seal-worker"))
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true
        };
        foreach (string argument in new[] { "run", "--priority", "nice=7,io=best-effort:6", "--listen", "127.0.0.1:0", "--worker-repo", _run.Home })
            start.ArgumentList.Add(argument);
        start.Environment["MINER_API_INFO"] = "token:/ip4/127.0.0.1/tcp/1";
        using Process process = Process.Start(start)!;
        try
        {
            string? line;
            do line = await process.StandardOutput.ReadLineAsync(TestContext.Current.CancellationToken).AsTask()
                .WaitAsync(Patience.Limit, TestContext.Current.CancellationToken);
            while (line is not null && !line.Contains("Connecting", StringComparison.Ordinal));
            Assert.NotNull(line);
            int[] threads = [.. Directory.GetDirectories($"/proc/{process.Id}/task")
                .Select(path => int.Parse(Path.GetFileName(path), CultureInfo.InvariantCulture))];
            Assert.True(threads.Length > 3);
            Assert.All(threads, thread => Assert.Equal(new ProcessPriority(7, IoClass.BestEffort, 6), ProcessPriority.OfThread(thread)));
        }
        finally
        {
            process.Kill();
            await process.WaitForExitAsync(TestContext.Current.CancellationToken);
        }
    }

    /// <summary>The kernel's name of this machine, with its domain where it has one.</summary>
    private static string HostName => File.ReadAllText("/proc/sys/kernel/hostname").Trim();

    /// <summary>What the daemon finds when it looks for its miner now.</summary>
    private ApiInfo Found => _run.Options!.FindMiner();

    private static IEnumerable<string> Args(string flag) => new[] { "run", "--listen", "10.0.0.7:3456", flag }.Where(text => text.Length > 0);

    private async Task<string> RunWrongAsync(int code, string[] args)
    {
        Assert.Equal(code, await _run.RunAsync(args));
        return Assert.Single(_run.Error.TrimEnd('\n').Split('\n'), line => line.StartsWith("error: ", StringComparison.Ordinal));
    }
}
