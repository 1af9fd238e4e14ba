using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Worker.Calls;
using LotusSeal.Worker.Tests.Support;

namespace LotusSeal.Worker.Tests.Calls;

/// <summary>A call store that takes nothing for a while, as on a full disk.</summary>
public sealed class UnwritableStoreTests : IAsyncLifetime
{
    private readonly RecordedLog _log = new();
    private readonly JobsScene _scene;

    public UnwritableStoreTests() => _scene = new JobsScene(_log);

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public ValueTask DisposeAsync() => _scene.DisposeAsync();

    [Fact]
    public async Task A_result_is_kept_until_the_store_takes_it_and_new_calls_are_refused_meanwhile()
    {
        GatedTask task = new(TaskTypes.PreCommit1, 1), refused = new(TaskTypes.PreCommit1, 2);
        CallId call = await _scene.SubmitAsync(task);
        await task.Started;
        _scene.RefuseWrites();
        task.Release();
        await Patience.UntilAsync("the result was refused", () => _log.LinesWith("cannot be stored").Count == 1, _log.ToString);
        RpcException error = await Assert.ThrowsAsync<RpcException>(() => _scene.SubmitAsync(refused));
        Assert.StartsWith("the call could not be stored: ", error.Message);
        _scene.Clock.Advance(TimeSpan.FromSeconds(5));
        await Patience.UntilAsync("the result was refused again", () => _log.LinesWith("cannot be stored").Count == 2, _log.ToString);

        _scene.TakeWrites();
        await Patience.UntilAsync("the result is stored", () =>
        {
            _scene.Clock.Advance(TimeSpan.FromSeconds(5));
            return _scene.EntryOf(call).State == CallState.Finished;
        });
        Assert.Null((await _scene.ResultOf(call)).Error);
        Assert.False(refused.Started.IsCompleted);
    }
}
