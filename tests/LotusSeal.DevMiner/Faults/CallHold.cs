using LotusSeal.Lotus.Rpc;

namespace LotusSeal.DevMiner.Faults;

/// <summary>Calls of one method that wait until they are let go: what their callers do lasts exactly as long as somebody wants.</summary>
public sealed class CallHold : IDisposable
{
    private readonly string _method;
    private readonly Func<RpcCall, bool> _matches;
    private readonly TaskCompletionSource _arrived = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource _released = new(TaskCreationOptions.RunContinuationsAsynchronously);

    internal CallHold(string method, Func<RpcCall, bool> matches) => (_method, _matches) = (method, matches);

    /// <summary>Completes when the first call waits.</summary>
    public Task Arrived => _arrived.Task;

    internal bool IsReleased => _released.Task.IsCompleted;

    /// <summary>Lets the waiting calls go, and all that come later.</summary>
    public void Release() => _released.TrySetResult();

    /// <inheritdoc/>
    public void Dispose() => Release();

    internal bool Holds(string method, RpcCall call) => !IsReleased && method == _method && _matches(call);

    internal Task WaitAsync(CancellationToken cancellationToken)
    {
        _arrived.TrySetResult();
        return _released.Task.WaitAsync(cancellationToken);
    }
}
