using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>Verifies aggregates of one circuit (snarkpack.md 9). It may be used by several threads at once.</summary>
/// <param name="circuit">The key of the circuit.</param>
/// <param name="key">The key of aggregates.</param>
public sealed class AggregateVerifier(VerifyingKey circuit, AggregationKey key)
{
    private readonly KeyPoint<Fp> _generator = key.First.At(0), _first = key.First.At(1);
    private readonly KeyPoint<Fp2> _generator2 = key.Second.At(0), _second = key.Second.At(1);
    private readonly AffinePoint<Fp>[] _inputs = [.. circuit.Inputs];

    /// <summary>Whether an aggregate proves its public inputs.</summary>
    /// <param name="proof">The aggregate.</param>
    /// <param name="inputs">The public inputs of each of its proofs, without ONE.</param>
    /// <param name="include">What it is bound to.</param>
    /// <param name="version">How its challenges were drawn.</param>
    /// <exception cref="ArgumentException">The number of lists, or of inputs in one, is another.</exception>
    public bool Verify(AggregateProof proof, IReadOnlyList<Fr[]> inputs, ReadOnlySpan<byte> include, AggregationVersion version)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(inputs);
        if (inputs.Count != proof.Count)
            throw new ArgumentException($"The aggregate is of {proof.Count} proofs, not {inputs.Count}.", nameof(inputs));
        if (inputs.FirstOrDefault(row => row.Length != _inputs.Length - 1) is { } wrong)
            throw new ArgumentException($"The circuit has {_inputs.Length - 1} public inputs, not {wrong.Length}.", nameof(inputs));
        FoldedProof folded = new(proof, include, version);
        PairingChecks checks = new();
        if (!TryAddLists(checks, proof.Remainder, folded)) return false;
        AddOpenings(checks, proof, folded);
        AddProofs(checks, proof.Committed, inputs, folded.Weight);
        return checks.Hold();
    }

    /// <summary>What is left of the proofs is what was committed to. This needs neither key.</summary>
    /// <returns>False when it is not so of the sum, which needs no pairing.</returns>
    internal static bool TryAddLists(PairingChecks checks, Remainder left, FoldedProof folded)
    {
        // What is left of the weights.
        Fr weight = KeyPolynomials.Evaluate(folded.Inverses, folded.Weight);
        if (folded.Sum != JacobianPoint<Fp>.Of(left.C).Multiply(weight).ToAffine()) return false;
        checks.Add([left.A], [left.B], folded.Product);
        checks.Add([left.A, left.W.Alpha], [left.V.Alpha, left.B], folded.Pair.T);
        checks.Add([left.A, left.W.Beta], [left.V.Beta, left.B], folded.Pair.U);
        checks.Add([left.C], [left.V.Alpha], folded.Single.T);
        checks.Add([left.C], [left.V.Beta], folded.Single.U);
        return true;
    }

    /// <summary>What is left of the key is the value of its polynomials at the secrets.</summary>
    private void AddOpenings(PairingChecks checks, AggregateProof proof, FoldedProof folded)
    {
        Fr at = folded.Opening;
        (AffinePoint<Fp> g, AffinePoint<Fp2> h) = (_generator.Alpha, _generator2.Alpha);
        Fr ofV = KeyPolynomials.Evaluate(folded.Inverses, at);
        Fr ofW = KeyPolynomials.PowerOfCount(folded.Numbers.Length, at) * KeyPolynomials.Evaluate(folded.Numbers, at * folded.Weight.Inverse());
        void AddV(in AffinePoint<Fp2> left, in AffinePoint<Fp> secret, in AffinePoint<Fp2> opening) => checks.Add(
            [-g, Minus(secret, at, g)], [Minus(left, ofV, h), opening], Fp12.One);
        void AddW(in AffinePoint<Fp> left, in AffinePoint<Fp2> secret, in AffinePoint<Fp> opening) => checks.Add(
            [Minus(left, ofW, g), opening], [-h, Minus(secret, at, h)], Fp12.One);
        AddV(proof.Remainder.V.Alpha, _first.Alpha, proof.OpeningOfV.Alpha);
        AddV(proof.Remainder.V.Beta, _first.Beta, proof.OpeningOfV.Beta);
        AddW(proof.Remainder.W.Alpha, _second.Alpha, proof.OpeningOfW.Alpha);
        AddW(proof.Remainder.W.Beta, _second.Beta, proof.OpeningOfW.Beta);
    }

    /// <summary>The weighted sum of the equations of all proofs.</summary>
    private void AddProofs(PairingChecks checks, Committed committed, IReadOnlyList<Fr[]> inputs, Fr weight)
    {
        Fr[] scalars = Verifier.WeightedInputs(inputs, Domain.Powers(Fr.One, weight, inputs.Count), _inputs.Length - 1);
        AffinePoint<Fp> alpha = Verifier.Scaled(circuit.AlphaG1, scalars[0]);
        AffinePoint<Fp> sum = MultiScalar.Sum<Fp>(_inputs, scalars).ToAffine();
        checks.Add([alpha, sum, committed.Sum], [circuit.BetaG2, circuit.GammaG2, circuit.DeltaG2], committed.Product);
    }

    /// <summary>point - factor · base.</summary>
    private static AffinePoint<TField> Minus<TField>(in AffinePoint<TField> point, Fr factor, in AffinePoint<TField> @base)
        where TField : struct, IField<TField> => (JacobianPoint<TField>.Of(@base).Multiply(-factor) + point).ToAffine();
}
