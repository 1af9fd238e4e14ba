using System.Security.Cryptography.X509Certificates;

namespace LotusSeal.KubeOps.Certificates;

/// <summary>An authority and the server's certificate of it, with their keys.</summary>
/// <param name="Authority">The newest authority, with its key.</param>
/// <param name="Older">Authorities before it that have not ended, newest first, without keys: they may have signed what is still served.</param>
/// <param name="Server">The certificate of the server, with its key; null where there is none that can be used.</param>
internal sealed record ServingCertificates(X509Certificate2 Authority, IReadOnlyList<X509Certificate2> Older, X509Certificate2? Server)
{
    /// <summary>All authorities as a <c>caBundle</c> has them.</summary>
    public string Bundle => string.Join('\n', Older.Prepend(Authority).Select(authority => authority.ExportCertificatePem())) + "\n";
}
