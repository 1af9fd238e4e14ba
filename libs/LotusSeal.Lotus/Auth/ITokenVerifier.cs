using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Auth;

/// <summary>Knows what a token allows.</summary>
public interface ITokenVerifier
{
    /// <summary>The permissions of a token, or null when it is not a good one.</summary>
    ValueTask<Permission?> VerifyAsync(string token, CancellationToken cancellationToken);
}
