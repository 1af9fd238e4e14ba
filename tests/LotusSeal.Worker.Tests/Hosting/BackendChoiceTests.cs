using LotusSeal.Cuda;
using LotusSeal.Lotus.Types;
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
        SealingPhase[] onGpus = [SealingPhase.PreCommit2, SealingPhase.Update];
        string[] others = [.. selection.Phases.Where(phase => !onGpus.Contains(phase.Key)).Select(phase => phase.Value)];
        Assert.All(others, name => Assert.StartsWith("native(", name, StringComparison.Ordinal));
        string replicas = Assert.Single(onGpus.Select(phase => selection.Phases[phase]).Distinct());
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
        Assert.Empty(BackendChoice.UsedGpus(pool.Selection, Enum.GetValues<SealingPhase>()));
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

    [Theory]
    [InlineData(SealingPhase.PreCommit2, TaskTypes.PreCommit2, null, true)]
    [InlineData(SealingPhase.PreCommit2, TaskTypes.PreCommit2, "pc2.sh", false)]
    [InlineData(SealingPhase.PreCommit2, TaskTypes.ReplicaUpdate, null, false)]
    [InlineData(SealingPhase.Update, TaskTypes.ReplicaUpdate, "pc2.sh", true)]
    [InlineData(SealingPhase.Update, TaskTypes.RegenSectorKey, null, true)]
    [InlineData(SealingPhase.Update, TaskTypes.ProveReplicaUpdate1, null, false)]
    public void The_gpu_of_a_phase_whose_task_is_offered_is_what_the_miner_is_told(SealingPhase phase, string task, string? external, bool told)
    {
        const string Gpu = "cuda(NVIDIA H200 at 0000:01:00.0)";
        Dictionary<SealingPhase, string> phases = Enum.GetValues<SealingPhase>().ToDictionary(other => other, _ => "native(sha-ni)");
        phases[phase] = Gpu;
        WorkerRunOptions options = new()
        {
            RepositoryPath = "repo",
            FindMiner = () => throw new InvalidOperationException(),
            Listen = "127.0.0.1:0",
            Tasks = new HashSet<string> { task },
            Name = "w0",
            ExternalPreCommit2 = external,
        };
        Assert.Equal(told ? [Gpu] : [], BackendChoice.UsedGpus(new BackendSelection(phases, [], [], []), options.PhasesOnGpus));
    }
}
