using System.Security.Cryptography;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Cache;

/// <summary>Makes the digests of a layer from its labels in order.</summary>
internal sealed class LayerHasher(PoRepConfig config) : IDisposable
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
    private readonly int _rangeSize = LayerDigests.RangeSizeOf(config);
    private readonly List<UInt128> _ranges = [];
    private NodeChecksum _range;
    private int _inRange;

    /// <summary>Appends labels of whole nodes.</summary>
    public void Append(ReadOnlySpan<byte> labels)
    {
        _hash.AppendData(labels);
        while (!labels.IsEmpty)
        {
            ReadOnlySpan<byte> part = labels[..Math.Min(labels.Length, _rangeSize - _inRange)];
            _range.Append(part);
            _inRange += part.Length;
            labels = labels[part.Length..];
            if (_inRange < _rangeSize) return;
            _ranges.Add(_range.Value);
            (_range, _inRange) = (default, 0);
        }
    }

    /// <summary>SHA-256 of what was appended so far.</summary>
    public Digest Current => new(_hash.GetCurrentHash());

    /// <summary>The digests, after the whole layer.</summary>
    public LayerDigests Finish() => new(new Digest(_hash.GetHashAndReset()), _rangeSize, [.. _ranges]);

    public void Dispose() => _hash.Dispose();
}
