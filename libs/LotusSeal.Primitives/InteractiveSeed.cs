using System.Diagnostics.CodeAnalysis;

namespace LotusSeal.Primitives;

/// <summary>The chain randomness that draws the challenges of Commit1 (porep.md 7.1); known only after the replica is committed.</summary>
/// <remarks>Not the ticket, which is of the same form and known before.</remarks>
/// <param name="Value">The 32 bytes.</param>
public readonly record struct InteractiveSeed(Digest Value)
{
    /// <summary>The 32 bytes.</summary>
    public readonly Digest Value = Value;

    /// <summary>The bytes, in file order.</summary>
    [UnscopedRef]
    public ReadOnlySpan<byte> Span => Value.Span;

    /// <summary>Lower-case hexadecimal.</summary>
    public override string ToString() => Value.ToString();
}
