using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Selection;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Selection;

public sealed class BackendPoolTests
{
    private readonly List<string> _warnings = [];
    private readonly ManagedSealingBackend _managed = new();

    [Fact]
    public void The_first_sound_candidate_does_every_phase()
    {
        FaultyBackend first = new();
        BackendPool pool = new([first, _managed], _warnings.Add);
        foreach (SealingPhase phase in Enum.GetValues<SealingPhase>()) Assert.Same(first, pool.For(phase));
        Assert.Equal("faulty", pool.Selection.ToString());
        Assert.Empty(pool.Selection.Retired);
        Assert.Empty(_warnings);
    }

    [Fact]
    public void A_candidate_that_offers_one_grain_does_that_phase_only()
    {
        SealingBackend builder = new("gpu") { Replicas = _managed.Replicas, InstructionSets = ["sm_90"] };
        BackendPool pool = new([builder, _managed], _warnings.Add);
        Assert.Same(builder, pool.For(SealingPhase.PreCommit2));
        Assert.Same(_managed, pool.For(SealingPhase.PreCommit1));
        BackendSelection selection = pool.Selection;
        Assert.Equal("Pieces managed, PreCommit1 managed, PreCommit2 gpu, Commit1 managed, Unseal managed, Update managed", selection.ToString());
        SealingBackend updater = new("gpu") { Updates = _managed.Updates };
        Assert.Same(updater, new BackendPool([updater, _managed], _warnings.Add).For(SealingPhase.Update));
        Assert.Equal(["sm_90"], selection.InstructionSets);
        Assert.Equal(_managed.Handicaps, selection.Handicaps);
    }

    [Fact]
    public void A_candidate_with_a_wrong_answer_is_passed_over_and_told_of_once()
    {
        BackendPool pool = new([new FaultyBackend { Spoilt = BackendStage.Labels }, _managed], _warnings.Add);
        Assert.Same(_managed, pool.For(SealingPhase.PreCommit2));
        Assert.Same(_managed, pool.For(SealingPhase.PreCommit1));
        Assert.Contains("faulty failed in labels", Assert.Single(_warnings), StringComparison.Ordinal);
        Assert.Equal(BackendStage.Labels, Assert.Single(pool.Selection.Retired).Stage);
    }

    [Fact]
    public void A_candidate_that_was_short_of_memory_in_its_test_is_tested_again()
    {
        FaultyBackend first = new() { Fault = FaultyBackend.FaultAt(BackendStage.Labels, FaultRemedy.Retry) };
        BackendPool pool = new([first, _managed], _warnings.Add);
        Assert.Same(_managed, pool.For(SealingPhase.PreCommit1));
        Assert.Same(_managed, pool.For(SealingPhase.PreCommit1));
        Assert.Single(_warnings);
        int tests = first.Faults;
        Assert.Empty(pool.Selection.Retired);
        Assert.Equal(tests, first.Faults);
        first.Fault = null;
        Assert.Same(first, pool.For(SealingPhase.PreCommit1));
    }

    [Fact]
    public void A_retired_backend_is_told_of_once_and_used_no_more()
    {
        FaultyBackend first = new();
        BackendPool pool = new([first, _managed], _warnings.Add);
        BackendFault fault = FaultyBackend.FaultAt(BackendStage.ColumnHash, FaultRemedy.Retire);
        Assert.Same(first, pool.For(SealingPhase.PreCommit2));
        Assert.True(pool.Report(SealingPhase.PreCommit2, first, fault));
        Assert.True(pool.Report(SealingPhase.PreCommit1, first, fault));
        Assert.Same(_managed, pool.For(SealingPhase.PreCommit1));
        Assert.Equal("faulty failed in column hashes: the test wants it so. faulty is retired until the process is started again; "
            + "PreCommit2 goes on with managed.", Assert.Single(_warnings));
    }

    [Fact]
    public void A_fault_that_passes_leaves_the_backend_in_use()
    {
        FaultyBackend first = new();
        BackendPool pool = new([first, _managed], _warnings.Add);
        Assert.False(pool.Report(SealingPhase.PreCommit2, first, FaultyBackend.FaultAt(BackendStage.Encoding, FaultRemedy.Retry)));
        Assert.Same(first, pool.For(SealingPhase.PreCommit2));
        Assert.Empty(_warnings);
    }

    [Fact]
    public void Without_another_backend_the_fault_is_what_later_work_gets()
    {
        FaultyBackend only = new();
        BackendPool pool = new([only], _warnings.Add);
        BackendFault fault = FaultyBackend.FaultAt(BackendStage.Labels, FaultRemedy.Retire);
        Assert.Same(only, pool.For(SealingPhase.PreCommit1));
        Assert.False(pool.Report(SealingPhase.PreCommit1, only, fault));
        Assert.Equal(fault, Assert.Throws<SealingBackendException>(() => pool.For(SealingPhase.PreCommit1)).Fault);
        Assert.All(pool.Selection.Phases.Values, name => Assert.Equal(BackendSelection.None, name));
        Assert.Contains("fails from now on", Assert.Single(_warnings), StringComparison.Ordinal);
    }
}
