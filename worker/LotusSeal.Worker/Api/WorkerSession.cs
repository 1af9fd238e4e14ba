using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Worker.Api;

/// <summary>The identity of this process towards the miner (protocol spec 4.2): one random UUID, zero when the worker closes.</summary>
internal sealed class WorkerSession
{
    private volatile bool _closed;
    private volatile bool _enabled = true;

    /// <summary>The UUID of this process.</summary>
    public Guid Id { get; } = Guid.NewGuid();

    /// <summary>False after <c>SetEnabled(false)</c>: the miner sees an error and gives no more work.</summary>
    public bool Enabled
    {
        get => _enabled;
        set => _enabled = value;
    }

    /// <summary>True once the worker closes.</summary>
    public bool Closed => _closed;

    /// <summary>Lets the miner drop this worker at its next heartbeat.</summary>
    public void Close() => _closed = true;

    /// <summary>What the miner's heartbeat gets.</summary>
    /// <exception cref="RpcException">The worker is disabled.</exception>
    public Guid Heartbeat()
    {
        if (_closed) return Guid.Empty;
        return _enabled ? Id : throw new RpcException("worker disabled");
    }

    /// <summary>As <see cref="Heartbeat"/>, also while disabled.</summary>
    public Guid ProcessId() => _closed ? Guid.Empty : Id;
}
