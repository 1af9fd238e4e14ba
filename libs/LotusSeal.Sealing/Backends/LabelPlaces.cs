using System.Runtime.CompilerServices;

namespace LotusSeal.Sealing.Backends;

/// <summary>Where the labels of a layer lie: that of node i is 32 i bytes behind <paramref name="even"/> or <paramref name="odd"/>.</summary>
/// <param name="even">For even nodes.</param>
/// <param name="odd">For odd ones; the same where a sector has its memory alone.</param>
/// <remarks>
/// Two sectors that lie side by side have even nodes in one buffer and odd ones in another, 64 bytes a node, so that <paramref name="odd"/> is 32
/// bytes before its buffer, and the second sector is 32 bytes behind the first. Then both find a parent in the same line of the cache
/// (decisions/0004).
/// </remarks>
public readonly unsafe struct LabelPlaces(byte* even, byte* odd)
{
    /// <summary>For even nodes.</summary>
    public readonly byte* Even = even;

    /// <summary>For odd nodes.</summary>
    public readonly byte* Odd = odd;

    /// <summary>Places of labels that lie in order.</summary>
    public LabelPlaces(byte* labels)
        : this(labels, labels)
    {
    }

    /// <summary>Places of one of two sectors that lie side by side.</summary>
    /// <param name="even">Even nodes of both.</param>
    /// <param name="odd">Odd nodes of both.</param>
    /// <param name="seat">0 for the first, 1 for the second.</param>
    public static LabelPlaces Beside(byte* even, byte* odd, int seat) => new(even + seat * Digest.Size, odd + (seat - 1) * Digest.Size);

    /// <summary>False for the layer below layer 1.</summary>
    public bool AreGiven => Even is not null && Odd is not null;

    /// <summary>The label of a node.</summary>
    public byte* Of(ulong node) => ((node & 1) == 0 ? Even : Odd) + node * Digest.Size;

    /// <summary>Copies labels of nodes, which are all in the layer.</summary>
    public void CopyTo(ulong firstNode, Span<byte> labels)
    {
        fixed (byte* to = labels)
        {
            for (int at = 0; at < labels.Length; at += Digest.Size, firstNode++) Unsafe.CopyBlockUnaligned(to + at, Of(firstNode), Digest.Size);
        }
    }
}
