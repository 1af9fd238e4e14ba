using LotusSeal.Cuda;
using LotusSeal.Worker.Hosting;
using LotusSeal.Worker.Provers;

namespace LotusSeal.Worker.Tests.Commands;

/// <summary><c>--gpu-policy</c>: from flag and variable to worker, prover and offline commands.</summary>
public sealed class GpuPolicyTests : IDisposable
{
    private static readonly string[] Seal = ["proofs", "seal", "--proof-type", "StackedDrg2KiBV1_1", "--miner", "1000", "--sector", "1",
        "--ticket", new('2', 64), "--seed", new('3', 64)];

    private static readonly string[] Run = ["run", "--listen=10.0.0.7:3456"];

    private readonly CommandRun _run = new();

    public GpuPolicyTests() => _run.Environment["MINER_API_INFO"] = "t:/ip4/127.0.0.1/tcp/2345/http";

    public void Dispose() => _run.Dispose();

    [Theory]
    [InlineData(null, null, GpuPolicy.Prefer)]
    [InlineData("never", null, GpuPolicy.Never)]
    [InlineData("never", "require", GpuPolicy.Require)]
    [InlineData("require", "prefer", GpuPolicy.Prefer)]
    public async Task Run_takes_the_flag_before_the_variable(string? variable, string? flag, GpuPolicy expected)
    {
        if (variable is not null) _run.Environment["LOTUS_WORKER_GPU_POLICY"] = variable;
        Assert.Equal(0, await RunAsync(flag));
        Assert.Equal(expected, _run.Options!.GpuPolicy);
    }

    [Fact]
    public async Task Another_word_is_an_error_that_names_the_variable()
    {
        _run.Environment["LOTUS_WORKER_GPU_POLICY"] = "always";
        Assert.Contains("LOTUS_WORKER_GPU_POLICY: 'always' is none of prefer, require, never", await _run.FailAsync(2, Run));
    }

    [Fact]
    public async Task A_GPU_that_is_required_and_kept_out_is_an_error()
    {
        _run.Environment["BELLMAN_NO_GPU"] = "1";
        const string Error = "--gpu-policy require: BELLMAN_NO_GPU is set, which keeps GPUs out";
        Assert.Contains(Error, await _run.FailAsync(2, [.. Run, "--gpu-policy", "require"]));
        Assert.Contains(Error, await _run.FailAsync(2, [.. Seal, "--out", _run.InHome("sector"), "--gpu-policy=require"]));
        // All others go together.
        Assert.Equal(0, await RunAsync("never"));
        Assert.Equal(0, await RunAsync("prefer"));
    }

    [Fact]
    public async Task A_backend_of_the_processor_contradicts_it() => Assert.Contains("--gpu-policy require: not together with --backend native",
        await _run.FailAsync(2, [.. Seal, "--out", _run.InHome("sector"), "--gpu-policy=require", "--backend=native"]));

    [Fact]
    public async Task Without_one_a_command_that_requires_it_says_so_before_it_does_anything()
    {
        Assert.SkipWhen(CudaSealingBackend.TryCreate(out _, out _), "this machine has a GPU");
        const string Error = "error: --gpu-policy require: no GPU is used: ";
        File.WriteAllText(_run.InHome("c1.json"), "{}");
        foreach (string[] command in (string[][])
                 [
                     [.. Seal, "--out", _run.InHome("sector")],
                     ["proofs", "c2", "--c1", _run.InHome("c1.json"), "--miner=1000", "--sector=1", "--proof-type=StackedDrg2KiBV1_1"],
                     ["proofs", "post", "prove", "--proof-type=StackedDrgWindow2KiBV1_1", $"--randomness={new string('1', 64)}",
                         "--vanilla", _run.InHome("c1.json")],
                 ])
            Assert.StartsWith(Error, await _run.FailAsync(1, [.. command, "--gpu-policy", "require"]), StringComparison.Ordinal);
        Assert.False(File.Exists(Path.Join(_run.InHome("sector"), "sector.json")));
    }

    [Fact]
    public async Task Steps_that_no_GPU_does_have_no_such_flag() =>
        Assert.Equal(2, await _run.RunAsync("proofs", "pc1", "--gpu-policy", "never"));

    [Fact]
    public void The_prover_gets_the_policy() =>
        Assert.Equal(["--gpu-policy", "require"], ProverCommand.Of("/params", 0, GpuPolicy.Require).Arguments.TakeLast(2));

    private Task<int> RunAsync(string? flag)
    {
        string[] policy = flag is null ? [] : ["--gpu-policy", flag];
        return _run.RunAsync([.. Run, .. policy]);
    }
}
