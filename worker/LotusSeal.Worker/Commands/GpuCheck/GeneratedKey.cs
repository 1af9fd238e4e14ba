using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using ProvingKey = LotusSeal.Groth16.Keys.Parameters;

namespace LotusSeal.Worker.Commands.GpuCheck;

/// <summary>
/// A key of the size of a circuit's, whose points are some again and again. Proofs made with it prove nothing; they take as long as others, and two
/// backends are compared by them.
/// </summary>
internal static class GeneratedKey
{
    private const int Different = 1 << 20;

    /// <summary>Makes it.</summary>
    /// <param name="size">The circuit's.</param>
    /// <param name="backend">Makes the points.</param>
    public static ProvingKey Of(CircuitSize size, IProverBackend backend)
    {
        AffinePoint<Fp>[] first = Points(G1.Generator, backend);
        AffinePoint<Fp2>[] second = Points(G2.Generator, backend);
        VerifyingKey key = new()
        {
            AlphaG1 = first[1],
            BetaG1 = first[2],
            BetaG2 = second[2],
            GammaG2 = second[3],
            DeltaG1 = first[4],
            DeltaG2 = second[4],
            Inputs = first[..size.Inputs],
        };
        return new ProvingKey(key, Query(first, size.Rows - 1), Query(first, size.Aux), Query(first, size.Inputs + size.AuxInA),
            Query(first, 1 + size.AuxInB), Query(second, 1 + size.AuxInB));
    }

    private static RepeatedPoints<TField> Query<TField>(AffinePoint<TField>[] points, long count)
        where TField : struct, IField<TField> => new(points, (int)count);

    private static AffinePoint<TField>[] Points<TField>(AffinePoint<TField> generator, IProverBackend backend)
        where TField : struct, IField<TField>
    {
        Fr[] scalars = new Fr[Different];
        Fr scalar = Fr.FromUInt64(5);
        for (int i = 0; i < scalars.Length; i++) scalars[i] = scalar = scalar.Square() + Fr.One;
        AffinePoint<TField>[] points = new AffinePoint<TField>[Different];
        backend.OpenBase(generator).Multiply(scalars, points);
        return points;
    }

    private sealed class RepeatedPoints<TField>(AffinePoint<TField>[] points, int count) : IPointQuery<TField>
        where TField : struct, IField<TField>
    {
        public int Count => count;

        public void Read(int start, Memory<AffinePoint<TField>> destination)
        {
            while (!destination.IsEmpty)
            {
                int from = start % points.Length, length = Math.Min(points.Length - from, destination.Length);
                points.AsMemory(from, length).CopyTo(destination);
                destination = destination[length..];
                start += length;
            }
        }
    }
}
