using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Native.Proving;

/// <summary>The number of a group in native calls.</summary>
internal static class NativeGroup<TField>
    where TField : struct, IField<TField>
{
    /// <summary>LOTUSSEAL_G1 or LOTUSSEAL_G2.</summary>
    public static readonly uint Number = typeof(TField) == typeof(Fp) ? 1u
        : typeof(TField) == typeof(Fp2) ? 2u
        : throw new NotSupportedException($"There is no group over {typeof(TField).Name}.");
}
