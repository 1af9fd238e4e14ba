using LotusSeal.Lotus.Rpc;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace LotusSeal.DevMiner.Faults;

/// <summary>Makes the miner misbehave on order: calls by rule, connections as a whole.</summary>
public sealed class FaultSwitch(TimeProvider time, ILogger logger)
{
    private const string Prefix = "Filecoin.";
    private readonly Lock _gate = new();
    private readonly List<FaultRule> _rules = [];
    private readonly List<CallHold> _holds = [];
    private readonly HashSet<ConnectionContext> _connections = [];
    private bool _refuse;

    /// <summary>Rules that are in force.</summary>
    public IReadOnlyList<FaultRule> Rules
    {
        get
        {
            lock (_gate) return [.. _rules];
        }
    }

    /// <summary>New connections are closed at once while this is set.</summary>
    public bool RefuseConnections
    {
        get
        {
            lock (_gate) return _refuse;
        }

        set
        {
            lock (_gate) _refuse = value;
        }
    }

    /// <summary>Adds a rule.</summary>
    /// <exception cref="ArgumentException">The rule makes no sense.</exception>
    public void Set(FaultRule rule)
    {
        ArgumentNullException.ThrowIfNull(rule);
        if (rule.Method.Length == 0) throw new ArgumentException("A fault needs a method name, or * for every method.", nameof(rule));
        if (rule.Count is 0 or < FaultRule.Unlimited)
            throw new ArgumentException($"A fault hits 1 or more calls, or -1 for all; not {rule.Count}.", nameof(rule));
        if (rule.DelayMilliseconds < 0) throw new ArgumentException($"A delay cannot be {rule.DelayMilliseconds} ms.", nameof(rule));
        lock (_gate) _rules.Add(rule);
    }

    /// <summary>Makes calls of a method wait until they are let go; connections that are cut meanwhile take their waiting calls with them.</summary>
    /// <param name="method">Method name without prefix.</param>
    /// <param name="matches">Which calls of the method; all when it is left out.</param>
    public CallHold Hold(string method, Func<RpcCall, bool>? matches = null)
    {
        CallHold hold = new(method, matches ?? (_ => true));
        lock (_gate)
        {
            _holds.RemoveAll(old => old.IsReleased);
            _holds.Add(hold);
        }

        return hold;
    }

    /// <summary>Takes all rules back and accepts connections again.</summary>
    public void Clear()
    {
        lock (_gate)
        {
            _rules.Clear();
            _refuse = false;
        }
    }

    /// <summary>Cuts every open connection.</summary>
    public int DropConnections()
    {
        ConnectionContext[] open;
        lock (_gate) open = [.. _connections];
        foreach (ConnectionContext connection in open) connection.Abort(new ConnectionAbortedException("cut by the fault switch"));
        return open.Length;
    }

    /// <summary>Stands before the protocol of every connection.</summary>
    internal async Task OnConnectionAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        lock (_gate)
        {
            if (_refuse)
            {
                connection.Abort(new ConnectionAbortedException("refused by the fault switch"));
                return;
            }

            _connections.Add(connection);
        }

        try
        {
            await next(connection);
        }
        finally
        {
            lock (_gate) _connections.Remove(connection);
        }
    }

    /// <summary>Sees every call before it runs.</summary>
    internal async Task InterceptAsync(RpcCall call, CancellationToken cancellationToken)
    {
        string method = call.Method.StartsWith(Prefix, StringComparison.Ordinal) ? call.Method[Prefix.Length..] : call.Method;
        CallHold[] holds;
        lock (_gate) holds = [.. _holds.Where(hold => hold.Holds(method, call))];
        foreach (CallHold hold in holds) await hold.WaitAsync(cancellationToken);
        while (Take(method) is { } rule)
        {
            logger.LogWarning("Fault {Kind} hits {Method}", rule.Kind, method);
            switch (rule.Kind)
            {
                case FaultKind.Delay:
                    await Task.Delay(TimeSpan.FromMilliseconds(rule.DelayMilliseconds), time, cancellationToken);
                    if (rule.Count == FaultRule.Unlimited) return;
                    continue;
                case FaultKind.Error:
                    throw new RpcException(rule.Message);
                case FaultKind.Drop:
                    call.Fate = RpcCallFate.DropBefore;
                    return;
                default:
                    call.Fate = RpcCallFate.DropAnswer;
                    return;
            }
        }
    }

    /// <summary>
    /// The next rule for a method, counted down. The switch's own methods are exempt from the rule for all, or it could not be cleared.
    /// </summary>
    private FaultRule? Take(string method)
    {
        lock (_gate)
        {
            int found = _rules.FindIndex(rule => rule.Method == method
                || (rule.Method == "*" && !method.StartsWith("Dev", StringComparison.Ordinal)));
            if (found < 0) return null;
            FaultRule rule = _rules[found];
            if (rule.Count == 1) _rules.RemoveAt(found);
            else if (rule.Count > 1) _rules[found] = rule with { Count = rule.Count - 1 };
            return rule;
        }
    }
}
