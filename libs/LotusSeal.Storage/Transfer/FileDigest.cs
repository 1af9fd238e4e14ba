namespace LotusSeal.Storage;

/// <summary>
/// Length and SHA-256 of one transferred file; <paramref name="Name"/> is empty for a sector file, else the name in the cache folder.
/// </summary>
internal sealed record FileDigest(string Name, long Length, string Sha256)
{
    /// <summary>Request and response header by which our own processes agree to compare digests.</summary>
    public const string HeaderName = "X-LotusSeal-Digest";

    /// <summary>The only value of the header.</summary>
    public const string Algorithm = "sha256";
}
