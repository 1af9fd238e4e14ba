using System.Security.Cryptography;
using System.Text;
using LotusSeal.Lotus.Rpc;

namespace LotusSeal.Lotus.Auth;

/// <summary>
/// Takes a process's own token, which lies in its repository, for everything, without asking anybody: its commands must work while the miner is away.
/// Every other token goes to whoever can judge it.
/// </summary>
/// <param name="own">The token; never logged.</param>
/// <param name="others">Judges other tokens; null while there is nobody to ask, then they are refused.</param>
public sealed class OwnTokenVerifier(string own, ITokenVerifier? others) : ITokenVerifier
{
    private readonly byte[] _own = Encoding.UTF8.GetBytes(own);

    /// <inheritdoc/>
    public ValueTask<Permission?> VerifyAsync(string token, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(token);
        if (CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(token), _own))
            return ValueTask.FromResult<Permission?>(PermissionNames.All);
        return others?.VerifyAsync(token, cancellationToken) ?? ValueTask.FromResult<Permission?>(null);
    }
}
