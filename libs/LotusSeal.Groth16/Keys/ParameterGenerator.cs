using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Groth16.Keys;

/// <summary>Makes the keys of a circuit from secrets (porep.md 9.3): for tests and development networks, as somebody knows the secrets.</summary>
public static class ParameterGenerator
{
    /// <summary>Makes them. The points are computed when they are read, so that writing them to a file needs no room for all of them.</summary>
    /// <param name="circuit">The circuit, with any values.</param>
    /// <param name="secrets">The secrets.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <param name="cancellationToken">Stops between passes.</param>
    /// <exception cref="InvalidOperationException">The circuit has a variable that no constraint binds.</exception>
    public static Parameters Generate(
        ICircuit circuit, Secrets secrets, IProverBackend? backend = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(secrets);
        backend ??= new ManagedProverBackend();
        ConstraintSystem size = new();
        circuit.Synthesize(size);
        Domain domain = Domain.Of(size.Constraints + size.Inputs.Count);
        cancellationToken.ThrowIfCancellationRequested();
        QuerySums sums = new(Lagrange(backend, domain, secrets.Tau, cancellationToken), size.Inputs.Count, size.Aux.Count);
        cancellationToken.ThrowIfCancellationRequested();
        circuit.Synthesize(new ConstraintSystem(sums));
        sums.AddInputs(size.Constraints);
        return OfSums(backend, domain, sums, secrets);
    }

    private static Parameters OfSums(IProverBackend backend, Domain domain, QuerySums sums, Secrets secrets)
    {
        IFixedBase<Fp> first = backend.OpenBase(G1.Generator);
        IFixedBase<Fp2> second = backend.OpenBase(G2.Generator);
        Fr byGamma = secrets.Gamma.Inverse(), byDelta = secrets.Delta.Inverse();
        Fr[] Combined(int begin, int end, Fr factor) => [.. Enumerable.Range(begin, end - begin).Select(i =>
            (secrets.Beta * sums.A[i] + secrets.Alpha * sums.B[i] + sums.C[i]) * factor)];
        Fr[] l = Combined(sums.Inputs, sums.A.Length, byDelta);
        if (!Array.TrueForAll(l, NotZero)) throw new InvalidOperationException("A variable of the circuit is in no constraint.");
        Fr[] b = [.. sums.B.Where(NotZero)];
        return new Parameters(
            new VerifyingKey
            {
                AlphaG1 = Of(first, secrets.Alpha)[0],
                BetaG1 = Of(first, secrets.Beta)[0],
                BetaG2 = Of(second, secrets.Beta)[0],
                GammaG2 = Of(second, secrets.Gamma)[0],
                DeltaG1 = Of(first, secrets.Delta)[0],
                DeltaG2 = Of(second, secrets.Delta)[0],
                Inputs = Of(first, Combined(0, sums.Inputs, byGamma)),
            },
            new Multiples<Fp>(first, PowersOfTau(domain, secrets.Tau, byDelta)), new Multiples<Fp>(first, l),
            new Multiples<Fp>(first, [.. sums.A.Where(NotZero)]), new Multiples<Fp>(first, b), new Multiples<Fp2>(second, b));
    }

    private static AffinePoint<TField>[] Of<TField>(IFixedBase<TField> generator, params Fr[] factors)
        where TField : struct, IField<TField>
    {
        AffinePoint<TField>[] points = new AffinePoint<TField>[factors.Length];
        generator.Multiply(factors, points);
        return points;
    }

    private static bool NotZero(Fr value) => value != Fr.Zero;

    /// <summary>τ^i · (τ^m - 1) / δ for i below m - 1.</summary>
    private static Fr[] PowersOfTau(Domain domain, Fr tau, Fr byDelta) =>
        Domain.Powers(Vanishing(domain, tau) * byDelta, tau, domain.Size - 1);

    private static Fr Vanishing(Domain domain, Fr tau)
    {
        Fr power = tau;
        for (int i = 0; i < domain.Log2; i++) power = power.Square();
        return power - Fr.One;
    }

    /// <summary>The polynomials that are 1 at one power of the root and 0 at the others, at τ: powers of τ, interpolated.</summary>
    private static Fr[] Lagrange(IProverBackend backend, Domain domain, Fr tau, CancellationToken cancellationToken) =>
        backend.Interpolate(domain, Domain.Powers(Fr.One, tau, domain.Size), cancellationToken);

    /// <summary>Multiples of a generator.</summary>
    private sealed class Multiples<TField>(IFixedBase<TField> generator, Fr[] factors) : IPointQuery<TField>
        where TField : struct, IField<TField>
    {
        public int Count => factors.Length;

        public void Read(int start, Memory<AffinePoint<TField>> destination) =>
            generator.Multiply(factors.AsSpan(start, destination.Length), destination.Span);
    }
}
