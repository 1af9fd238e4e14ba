using System.Numerics;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Constraints;

/// <summary>How large a circuit is, from which follows what its keys have and what its proofs need (porep.md 8.6, 9.4).</summary>
/// <param name="Constraints">Number of constraints.</param>
/// <param name="Inputs">Number of public inputs with ONE.</param>
/// <param name="Aux">Number of auxiliary variables.</param>
/// <param name="AuxInA">Those on the first side of some row.</param>
/// <param name="AuxInB">Those on the second side of some row.</param>
public readonly record struct CircuitSize(int Constraints, int Inputs, int Aux, int AuxInA, int AuxInB)
{
    private const int Count = sizeof(uint);

    /// <summary>Rows of the polynomials: the constraints and a row for each public input, up to a power of two.</summary>
    public long Rows => (long)BitOperations.RoundUpToPowerOf2((ulong)Constraints + (ulong)Inputs);

    /// <summary>Bytes of a <c>.vk</c> file.</summary>
    public long KeyLength => VerifyingKey.HeadSize + (long)Inputs * Point;

    private static int Point => PointFormat<G1, Fp>.Size;

    private static int PointOfTwist => PointFormat<G2, Fp2>.Size;

    /// <summary>Bytes of a <c>.params</c> file.</summary>
    public long ParametersLength => KeyLength + 5 * Count
        + Point * (Rows - 1 + Aux + Inputs + AuxInA) + (Point + PointOfTwist) * (1L + AuxInB);
}
