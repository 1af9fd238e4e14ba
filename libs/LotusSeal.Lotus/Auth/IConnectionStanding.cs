namespace LotusSeal.Lotus.Auth;

/// <summary>
/// A feature of a connection that a server may provide: it is told when the peer has shown a valid token, so that peers who never do can be given
/// less room and time.
/// </summary>
public interface IConnectionStanding
{
    /// <summary>The peer has shown a valid token; may be called again.</summary>
    void Known();
}
