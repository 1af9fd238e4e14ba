namespace LotusSeal.Sealing.Trees;

/// <summary>One level of a path.</summary>
/// <param name="Siblings">The other children in order, 32 bytes each.</param>
/// <param name="Index">Position of the path's own node among the children.</param>
public readonly record struct MerkleLevel(byte[] Siblings, int Index)
{
    /// <summary>Children of a node.</summary>
    public int Arity => Siblings.Length / Digest.Size + 1;

    /// <summary>Puts a node between its siblings.</summary>
    /// <param name="node">The path's own node.</param>
    /// <param name="children">Receives arity · 32 bytes.</param>
    public void WriteChildren(ReadOnlySpan<byte> node, Span<byte> children)
    {
        int before = Index * Digest.Size;
        Siblings.AsSpan(0, before).CopyTo(children);
        node.CopyTo(children[before..]);
        Siblings.AsSpan(before).CopyTo(children[(before + Digest.Size)..]);
    }
}
