using System.Diagnostics.CodeAnalysis;

namespace LotusSeal.Primitives;

/// <summary>The data commitment: root of the tree over a sector's padded data (porep.md 2.4).</summary>
/// <remarks>A piece's CommP is the same kind of root, but of a piece; only of a piece that fills its sector is it the CommD.</remarks>
/// <param name="Value">The 32 bytes.</param>
public readonly record struct CommD(Digest Value)
{
    /// <summary>The 32 bytes.</summary>
    public readonly Digest Value = Value;

    /// <summary>The bytes, in file order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => Value.Span;

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Value.ToString();
}
