using System.Text.Json;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Worker.Tests.Support;

/// <summary>Holds the first call of a method, so that the task behind it stands still until the test lets it go.</summary>
/// <param name="method">Wire name without prefix.</param>
/// <param name="matches">Which calls, by their parameters.</param>
internal sealed class CallGate(string method, Func<JsonElement, bool> matches)
{
    private readonly TaskCompletionSource _reached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _open = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _calls;

    /// <summary>There when the call waits.</summary>
    public Task Reached => _reached.Task.WaitAsync(Patience.Limit);

    /// <summary>How many calls matched.</summary>
    public int Calls => _calls;

    public void Open() => _open.TrySetResult();

    /// <summary>To be set as the script of a <see cref="FakeMiner"/>.</summary>
    public async Task PassAsync(RpcCall call)
    {
        if (call.Method != $"Filecoin.{method}" || !matches(call.Params) || Interlocked.Increment(ref _calls) > 1) return;
        _reached.TrySetResult();
        await _open.Task;
    }
}
