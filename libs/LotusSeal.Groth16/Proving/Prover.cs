using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Proving;

/// <summary>Makes proofs, in managed code (porep.md 9.5).</summary>
public static class Prover
{
    /// <summary>Proves a circuit with its values.</summary>
    /// <param name="parameters">The key of the circuit.</param>
    /// <param name="circuit">The circuit, whose values satisfy every constraint.</param>
    /// <param name="r">Random and never used again: who knows it knows the values.</param>
    /// <param name="s">Another such number.</param>
    /// <exception cref="ArgumentException">The key is of another circuit.</exception>
    public static Proof Prove(Parameters parameters, ICircuit circuit, Fr r, Fr s)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        Assignment assignment = Assignment.Of(circuit);
        Fr[] inputs = [.. assignment.Inputs], aux = [.. assignment.Aux], quotient = Quotient(assignment);
        VerifyingKey key = parameters.VerifyingKey;
        JacobianPoint<Fp> a = Sum(parameters.A, [.. inputs, .. assignment.AuxInA], "A");
        // Of the inputs only ONE is on the second side.
        Fr[] second = [Fr.One, .. assignment.AuxInB];
        JacobianPoint<Fp> b1 = Sum(parameters.B1, second, "B");
        JacobianPoint<Fp2> b2 = Sum(parameters.B2, second, "B");
        JacobianPoint<Fp> c = Sum(parameters.H, quotient, "H") + Sum(parameters.L, aux, "L") + a.Multiply(s) + b1.Multiply(r)
            + Times(key.AlphaG1, s) + Times(key.BetaG1, r) + Times(key.DeltaG1, r * s);
        return new Proof(
            (a + key.AlphaG1 + Times(key.DeltaG1, r)).ToAffine(), (b2 + key.BetaG2 + Times(key.DeltaG2, s)).ToAffine(), c.ToAffine());
    }

    private static Fr[] Quotient(Assignment assignment)
    {
        Domain domain = Domain.Of(assignment.RowCount);
        (Fr[] a, Fr[] b, Fr[] c) = assignment.Rows(domain.Size);
        domain.Divide(a, b, c);
        return a[..^1];
    }

    private static JacobianPoint<TField> Sum<TField>(IReadOnlyList<AffinePoint<TField>> query, Fr[] scalars, string name)
        where TField : struct, IField<TField>
    {
        if (query.Count != scalars.Length)
            throw new ArgumentException($"Query {name} of the parameters has {query.Count} points, the circuit {scalars.Length} values.");
        AffinePoint<TField>[] points = [.. query];
        return MultiScalar.Sum<TField>(points, scalars);
    }

    private static JacobianPoint<TField> Times<TField>(AffinePoint<TField> point, Fr scalar)
        where TField : struct, IField<TField> => JacobianPoint<TField>.Of(point).Multiply(scalar);
}
