using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Worker.Hosting;

/// <summary>
/// Follows the miner to another address or with another token, for all that is called through its connection: whichever call was lost, the next one
/// of everybody goes where the miner is.
/// </summary>
/// <param name="connection">Pointed to what is found.</param>
/// <param name="where">Where it is read.</param>
internal sealed class MinerPursuit(RpcConnection connection, MinerWhereabouts where)
{
    /// <summary>The files may lie on a mount that hangs with the miner's machine: nobody waits for it longer, and one thread does.</summary>
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    private readonly Lock _gate = new();
    private Task _look = Task.CompletedTask;

    /// <summary>Reads address and token again; ends when that is done, or does not come to its end. Never faulted.</summary>
    public async Task FollowAsync()
    {
        Task look;
        lock (_gate)
        {
            if (_look.IsCompleted) _look = Task.Run(Look);
            look = _look;
        }

        await look.WaitAsync(Limit).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private void Look()
    {
        if (where.Look().Changed) connection.PointTo(where.Known!);
    }
}
