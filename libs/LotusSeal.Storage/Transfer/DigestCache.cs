using System.Collections.Concurrent;
using System.Security.Cryptography;

namespace LotusSeal.Storage;

/// <summary>Remembers digests of files that were just sent, so that the question after a transfer costs no second read.</summary>
internal sealed class DigestCache
{
    private const int Capacity = 256;
    private readonly ConcurrentDictionary<string, (long Length, DateTime Modified, string Sha256)> _known = new();

    public void Remember(FileInfo file, IncrementalHash hash)
    {
        if (_known.Count >= Capacity) _known.Clear();
        _known[file.FullName] = (file.Length, file.LastWriteTimeUtc, Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    public async Task<FileDigest> OfAsync(string name, FileInfo file, CancellationToken cancellationToken)
    {
        if (_known.TryGetValue(file.FullName, out var known) && known.Length == file.Length && known.Modified == file.LastWriteTimeUtc)
            return new FileDigest(name, known.Length, known.Sha256);
        (long length, byte[] hash) = await VerifiedCopy.DigestAsync(file.FullName, cancellationToken);
        return new FileDigest(name, length, Convert.ToHexStringLower(hash));
    }
}
