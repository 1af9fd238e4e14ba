namespace LotusSeal.Bls12381.Curves;

/// <summary>The number x that the curves, their order and the loop of the pairing are made from (porep.md 9.1). It is negative.</summary>
internal static class CurveParameter
{
    /// <summary>-x.</summary>
    public const ulong Negated = 0xd201000000010000;
}
