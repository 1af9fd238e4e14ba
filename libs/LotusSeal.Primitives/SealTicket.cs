using System.Diagnostics.CodeAnalysis;

namespace LotusSeal.Primitives;

/// <summary>The chain randomness that a sector is sealed with; part of the replica id (porep.md 3.5).</summary>
/// <remarks>With the seed in its place the sector is sealed under a key that the chain does not accept.</remarks>
/// <param name="Value">The 32 bytes.</param>
public readonly record struct SealTicket(Digest Value)
{
    /// <summary>The 32 bytes.</summary>
    public readonly Digest Value = Value;

    /// <summary>The bytes, in file order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => Value.Span;

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Value.ToString();
}
