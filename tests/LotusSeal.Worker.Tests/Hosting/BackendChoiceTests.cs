using LotusSeal.Cuda;
using LotusSeal.Sealing.Selection;
using LotusSeal.Worker.Hosting;

namespace LotusSeal.Worker.Tests.Hosting;

public sealed class BackendChoiceTests
{
    private readonly List<string> _warnings = [];

    [Fact]
    public void Auto_takes_the_native_kernels_for_every_phase_but_what_a_gpu_does()
    {
        BackendSelection selection = BackendChoice.Choose(BackendChoice.Auto, GpuPolicy.Prefer, _warnings.Add).Selection;
        Assert.Equal(Enum.GetValues<SealingPhase>(), selection.Phases.Keys.Order());
        string[] others = [.. selection.Phases.Where(phase => phase.Key != SealingPhase.PreCommit2).Select(phase => phase.Value)];
        Assert.All(others, name => Assert.StartsWith("native(", name, StringComparison.Ordinal));
        string replicas = selection.Phases[SealingPhase.PreCommit2];
        Assert.True(replicas == others[0] || CudaSealingBackend.IsName(replicas), replicas);
        Assert.Empty(selection.Retired);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_named_backend_is_taken_alone()
    {
        Assert.Equal("managed", BackendChoice.Choose(BackendChoice.Managed, GpuPolicy.Prefer, _warnings.Add).Selection.ToString());
        Assert.StartsWith("native(", BackendChoice.Choose(BackendChoice.Native, GpuPolicy.Prefer, _warnings.Add).Selection.ToString(),
            StringComparison.Ordinal);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Without_a_gpu_that_is_said_once_and_nothing_is_retired()
    {
        Assert.SkipWhen(CudaSealingBackend.TryCreate(out _, out _), "this machine has a GPU");
        List<string> notes = [];
        BackendPool pool = BackendChoice.Choose(BackendChoice.Auto, GpuPolicy.Prefer, _warnings.Add, notes.Add);
        Assert.StartsWith("no GPU is used: ", Assert.Single(notes), StringComparison.Ordinal);
        Assert.Empty(BackendChoice.UsedGpus(pool.Selection));
        Assert.Empty(_warnings);
    }

    [Theory, InlineData(GpuPolicy.Require, true), InlineData(GpuPolicy.Never, false)]
    public void Without_a_gpu_that_is_required_PreCommit2_has_no_backend_and_all_else_has(GpuPolicy policy, bool isMissing)
    {
        Assert.SkipWhen(CudaSealingBackend.TryCreate(out _, out _), "this machine has a GPU");
        IReadOnlyDictionary<SealingPhase, string> phases = BackendChoice.Choose(BackendChoice.Auto, policy, _warnings.Add).Selection.Phases;
        Assert.Equal(isMissing ? [SealingPhase.PreCommit2] : [],
            phases.Where(phase => phase.Value == BackendSelection.None).Select(phase => phase.Key));
    }

    [Fact]
    public void A_variable_keeps_gpus_out()
    {
        List<string> notes = [];
        Environment.SetEnvironmentVariable(BackendChoice.NoGpuVariable, "true");
        try
        {
            BackendChoice.Choose(BackendChoice.Auto, GpuPolicy.Prefer, _warnings.Add, notes.Add);
        }
        finally
        {
            Environment.SetEnvironmentVariable(BackendChoice.NoGpuVariable, null);
        }
        Assert.Equal(["no GPU is used: BELLMAN_NO_GPU is set"], notes);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void The_gpu_of_a_phase_is_what_the_miner_is_told()
    {
        Dictionary<SealingPhase, string> phases = Enum.GetValues<SealingPhase>().ToDictionary(phase => phase, _ => "native(sha-ni)");
        phases[SealingPhase.PreCommit2] = "cuda(NVIDIA H200 at 0000:01:00.0)";
        Assert.Equal(["cuda(NVIDIA H200 at 0000:01:00.0)"], BackendChoice.UsedGpus(new BackendSelection(phases, [], [], [])));
    }
}
