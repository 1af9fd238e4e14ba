namespace LotusSeal.KubeOps.Client;

/// <summary>Says whether this process may still write. Every write asks before it is sent, and once more when its first byte goes out.</summary>
public interface IWriteFence
{
    /// <summary>Cancelled when writing is over; ends the writes that are under way.</summary>
    CancellationToken Lost { get; }

    /// <summary>Passes, or throws when this process may not write, or not any more.</summary>
    /// <exception cref="LeadershipLostException">It may not.</exception>
    void ThrowIfLost();
}
