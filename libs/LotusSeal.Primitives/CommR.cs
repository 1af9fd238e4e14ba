using System.Diagnostics.CodeAnalysis;

namespace LotusSeal.Primitives;

/// <summary>The replica commitment: Poseidon over CommC and CommRLast (porep.md 6.2).</summary>
/// <remarks>What the chain knows of a sealed sector.</remarks>
/// <param name="Value">The 32 bytes.</param>
public readonly record struct CommR(Digest Value)
{
    /// <summary>The 32 bytes.</summary>
    public readonly Digest Value = Value;

    /// <summary>The bytes, in file order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => Value.Span;

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Value.ToString();
}
