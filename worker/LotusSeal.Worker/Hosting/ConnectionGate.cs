using LotusSeal.Lotus.Auth;
using LotusSeal.Worker.Observability;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Bounds the connections that the server holds: every one takes an open file, and without files nothing can be sealed. A peer that has shown a
/// valid token stays; one that has not is a stranger, may stay for a short time only, and is the first to go when room is needed, the oldest
/// before the others. So strangers can neither use up the files nor keep the miner out.
/// </summary>
/// <param name="limit">Connections at most.</param>
/// <param name="strangersLife">How long a connection may stay without a valid token.</param>
/// <param name="logger">Told when connections are cut for lack of room.</param>
/// <param name="time">Clock of the strangers' life.</param>
internal sealed class ConnectionGate(int limit, TimeSpan strangersLife, ILogger logger, TimeProvider time)
{
    private readonly Lock _gate = new();
    private readonly LinkedList<Guest> _strangers = [];
    private int _count;
    private bool _isCrowded;

    /// <summary>Connections that are open now.</summary>
    public int Count
    {
        get
        {
            lock (_gate) return _count;
        }
    }

    /// <summary>Lets a connection in, watches over it, and forgets it when it has ended.</summary>
    public async Task RunAsync(ConnectionContext connection, ConnectionDelegate next)
    {
        using Guest guest = new(this, connection);
        if (!TryEnter(guest))
        {
            connection.Abort(new ConnectionAbortedException("the server has as many connections as it may have"));
            return;
        }

        connection.Features.Set<IConnectionStanding>(guest);
        Task expiry = ExpireAsync(guest);
        try
        {
            await next(connection);
        }
        finally
        {
            Leave(guest);
            await expiry;
        }
    }

    /// <summary>Connections that were let in so far.</summary>
    public int Entered { get; private set; }

    private bool TryEnter(Guest guest)
    {
        Guest? leaving = null;
        bool isNew;
        lock (_gate)
        {
            if (_count >= limit)
            {
                leaving = _strangers.First?.Value;
                // Who is cut is not gone at once; beyond twice the limit nobody comes in before somebody has left.
                if (leaving is null || _count >= 2 * limit) return false;
                _strangers.RemoveFirst();
            }

            isNew = _count >= limit && !_isCrowded;
            _isCrowded |= isNew;
            _count++;
            Entered++;
            _strangers.AddLast(guest.Place);
        }

        if (isNew) logger.TooManyConnections(limit);
        leaving?.Cut("room is needed for newer connections, and it has shown no valid token");
        return true;
    }

    private async Task ExpireAsync(Guest guest)
    {
        await Task.Delay(strangersLife, time, guest.Settled).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (!guest.Settled.IsCancellationRequested) guest.Cut($"it has shown no valid token for {strangersLife.TotalSeconds} s");
    }

    private void Known(Guest guest)
    {
        lock (_gate)
        {
            if (guest.Place.List is not null) _strangers.Remove(guest.Place);
        }

        guest.Settle();
    }

    private void Leave(Guest guest)
    {
        Known(guest);
        lock (_gate)
        {
            _count--;
            if (_count <= limit / 2) _isCrowded = false;
        }
    }

    /// <summary>One connection.</summary>
    private sealed class Guest : IConnectionStanding, IDisposable
    {
        private readonly ConnectionGate _owner;
        private readonly ConnectionContext _connection;
        private readonly CancellationTokenSource _settled = new();

        public Guest(ConnectionGate owner, ConnectionContext connection)
        {
            (_owner, _connection, Settled) = (owner, connection, _settled.Token);
            Place = new LinkedListNode<Guest>(this);
        }

        /// <summary>Its place among the strangers, while it is one.</summary>
        public LinkedListNode<Guest> Place { get; }

        /// <summary>Cancelled when nothing has to be watched any more: the peer is known, or the connection has ended.</summary>
        public CancellationToken Settled { get; }

        public void Known() => _owner.Known(this);

        public void Settle()
        {
            try
            {
                _settled.Cancel();
            }
            catch (ObjectDisposedException)
            {
                // A request told of a token in the moment in which the connection ended.
            }
        }

        public void Cut(string why) => _connection.Abort(new ConnectionAbortedException(why));

        public void Dispose() => _settled.Dispose();
    }
}
