using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Proving.Tests.Support;

/// <summary>
/// Proofs of whatever one likes, which who knows a key's secrets can make without a circuit: what is verified costs seconds to prove for each of
/// many partitions.
/// </summary>
internal static class ForgedProof
{
    /// <summary>A proof that holds: C = (a·b - α·β)·G / δ - (γ / δ)·(the sum of the inputs' points).</summary>
    public static byte[] Of(Secrets secrets, VerifyingKey key, Fr[] inputs, ulong number)
    {
        Fr a = Fr.FromUInt64(number), b = a + Fr.One, byDelta = secrets.Delta.Inverse();
        AffinePoint<Fp>[] points = [.. key.Inputs];
        JacobianPoint<Fp> sum = MultiScalar.Sum<Fp>(points, [Fr.One, .. inputs]);
        JacobianPoint<Fp> c = First((a * b - secrets.Alpha * secrets.Beta) * byDelta) + sum.Multiply(-(secrets.Gamma * byDelta));
        byte[] bytes = new byte[Proof.Size];
        new Proof(First(a).ToAffine(), JacobianPoint<Fp2>.Of(G2.Generator).Multiply(b).ToAffine(), c.ToAffine()).Write(bytes);
        return bytes;
    }

    private static JacobianPoint<Fp> First(Fr scalar) => JacobianPoint<Fp>.Of(G1.Generator).Multiply(scalar);
}
