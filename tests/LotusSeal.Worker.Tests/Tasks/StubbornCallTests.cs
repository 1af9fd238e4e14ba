using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Tasks;

/// <summary>Work that an operator cancelled and that goes on all the same, as in a read from a mount that hangs.</summary>
public sealed class StubbornCallTests : IAsyncLifetime
{
    private readonly JobsScene _scene = new();

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task The_miner_is_told_nothing_waits_for_it_and_its_files_stay_its_own()
    {
        GatedTask stuck = new(TaskTypes.PreCommit1, 1) { Files = SectorFileType.Cache, Key = "a", IsStubborn = true };
        GatedTask next = new(TaskTypes.PreCommit1, 1) { Files = SectorFileType.Cache, Key = "a" };
        CallId call = await _scene.SubmitAsync(stuck);
        await stuck.Started;
        _scene.Runner.Cancel(call);
        await stuck.Cancelled;
        // The call waits for its work to end, up to half a minute.
        Assert.False(_scene.Runner.IsQuiet);
        await Patience.UntilAsync("the patience of the call is over", () =>
        {
            _scene.Clock.Advance(TimeSpan.FromSeconds(31));
            return _scene.Runner.IsQuiet;
        });
        await _scene.Runner.WaitQuietAsync(CancellationToken.None).WaitAsync(Patience.Limit);
        CallError error = (await _scene.ResultOf(call)).Error!;
        Assert.Equal((SealErrorCode.TempUnknown, "PC1 s-t01000-1 was cancelled by an operator on w0 [name: w0]"), (error.Code, error.Message));

        CallId again = await _scene.SubmitAsync(next);
        Assert.False(next.Started.IsCompleted);
        stuck.Release();
        await next.Started;
        next.Release();
        Assert.Null((await _scene.ResultOf(again)).Error);
    }

    [Fact]
    public async Task A_success_of_the_last_moment_does_not_take_the_cancelling_back()
    {
        GatedTask stubborn = new(TaskTypes.PreCommit1, 1) { Files = SectorFileType.Cache, Key = "a", IsStubborn = true };
        CallId call = await _scene.SubmitAsync(stubborn);
        await stubborn.Started;
        _scene.Runner.Cancel(call);
        _scene.Runner.Cancel(call);
        stubborn.Release();
        Assert.Equal(SealErrorCode.TempUnknown, (await _scene.ResultOf(call)).Error!.Code);
    }

    [Fact]
    public async Task A_call_that_waits_in_its_lane_is_never_begun()
    {
        GatedTask first = new(TaskTypes.PreCommit2, 1) { Files = SectorFileType.Cache, Key = "a" };
        GatedTask waits = new(TaskTypes.PreCommit2, 2) { Files = SectorFileType.Cache, Key = "a" };
        await _scene.SubmitAsync(first);
        await first.Started;
        CallId call = await _scene.SubmitAsync(waits);
        _scene.Runner.Cancel(call);
        CallResult result = await _scene.ResultOf(call);
        Assert.Contains("was cancelled by an operator", result.Error!.Message, StringComparison.Ordinal);
        Assert.True(waits.IsAbandoned);
        Assert.False(waits.Started.IsCompleted);
    }
}
