using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Bls12381.Pairings;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Verification;

/// <summary>Verifies proofs of one circuit (porep.md 9.6). It may be used by several threads at once.</summary>
public sealed class Verifier
{
    private readonly AffinePoint<Fp> _alpha;
    private readonly Fp12 _alphaBeta;
    private readonly TwistLines _beta, _gamma, _delta;
    private readonly OddMultiples<Fp> _inputs;

    /// <param name="key">The key of the circuit.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    public Verifier(VerifyingKey key, IVerifierBackend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(key);
        Backend = backend ?? ManagedVerifierBackend.Instance;
        (_beta, _gamma, _delta) = (Backend.LinesOf(key.BetaG2), Backend.LinesOf(key.GammaG2), Backend.LinesOf(key.DeltaG2));
        (_alpha, _alphaBeta) = (key.AlphaG1, Backend.MillerLoop([key.AlphaG1], [_beta]));
        _inputs = new OddMultiples<Fp>([.. key.Inputs]);
    }

    /// <summary>What does the arithmetic.</summary>
    public IVerifierBackend Backend { get; }

    /// <summary>Public inputs of the circuit, without ONE.</summary>
    public int InputCount => _inputs.Count - 1;

    /// <summary>Whether a proof proves its public inputs.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="inputs">The public inputs, without ONE.</param>
    /// <exception cref="ArgumentException">Their number is not that of the circuit.</exception>
    public bool Verify(in Proof proof, ReadOnlySpan<Fr> inputs)
    {
        RequireCount(inputs.Length);
        // Of the four pairings one is the key's alone, and the inputs' needs their sum first: that and the other two are done side by side.
        Fr[] scalars = [Fr.One, .. inputs];
        Task<Fp12> ofInputs = Task.Run(() => Backend.MillerLoop([Backend.Sum(_inputs, scalars)], [_gamma]));
        Fp12 ofProof = Backend.MillerLoop([-proof.A, proof.C], [Backend.LinesOf(proof.B), _delta]);
        return IsOne(ofProof * ofInputs.GetAwaiter().GetResult() * _alphaBeta);
    }

    /// <summary>Whether each of many proofs proves its public inputs; one loop instead of as many.</summary>
    /// <param name="proofs">The proofs.</param>
    /// <param name="inputs">The public inputs of each, without ONE.</param>
    /// <exception cref="ArgumentException">There is no proof, or a number is not that of the proofs or the circuit.</exception>
    public bool VerifyBatch(IReadOnlyList<Proof> proofs, IReadOnlyList<Fr[]> inputs)
    {
        ArgumentNullException.ThrowIfNull(proofs);
        ArgumentNullException.ThrowIfNull(inputs);
        if (proofs.Count == 0) throw new ArgumentException("There is no proof.", nameof(proofs));
        if (proofs.Count != inputs.Count) throw new ArgumentException($"{proofs.Count} proofs have {inputs.Count} lists of inputs.", nameof(inputs));
        if (proofs.Count == 1) return Verify(proofs[0], inputs[0]);
        foreach (Fr[] ofOne in inputs) RequireCount(ofOne.Length);
        Fr[] weights = [.. proofs.Select(_ => BatchWeight.Draw())], scalars = WeightedInputs(inputs, weights, InputCount);
        AffinePoint<Fp>[] first = new AffinePoint<Fp>[proofs.Count + 3];
        TwistLines[] second = new TwistLines[first.Length];
        for (int i = 0; i < proofs.Count; i++)
        {
            first[i] = -Scaled(proofs[i].A, weights[i]);
            second[i] = Backend.LinesOf(proofs[i].B);
        }

        AffinePoint<Fp>[] thirds = [.. proofs.Select(proof => proof.C)];
        (first[^3], second[^3]) = (MultiScalar.Sum<Fp>(thirds, weights).ToAffine(), _delta);
        (first[^2], second[^2]) = (Backend.Sum(_inputs, scalars), _gamma);
        (first[^1], second[^1]) = (Scaled(_alpha, scalars[0]), _beta);
        return IsOne(Backend.MillerLoop(first, second));
    }

    /// <summary>The sum of the public inputs of many proofs, each multiplied by its weight; ONE is the first.</summary>
    internal static Fr[] WeightedInputs(IReadOnlyList<Fr[]> inputs, ReadOnlySpan<Fr> weights, int count)
    {
        Fr[] sums = new Fr[1 + count];
        for (int i = 0; i < inputs.Count; i++)
        {
            sums[0] += weights[i];
            for (int j = 0; j < count; j++) sums[j + 1] += weights[i] * inputs[i][j];
        }

        return sums;
    }

    private bool IsOne(in Fp12 value) => Backend.FinalExponentiation(value) == Fp12.One;

    internal static AffinePoint<Fp> Scaled(in AffinePoint<Fp> point, in Fr scalar) => JacobianPoint<Fp>.Of(point).Multiply(scalar).ToAffine();

    private void RequireCount(int count)
    {
        if (count != InputCount) throw new ArgumentException($"The circuit has {InputCount} public inputs, not {count}.");
    }
}
