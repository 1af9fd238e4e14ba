using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Groth16.Keys;

/// <summary>Makes the keys of a circuit from secrets (porep.md 9.3): for tests and development networks, as somebody knows the secrets.</summary>
public static class ParameterGenerator
{
    /// <summary>Makes them. The points are computed when they are read, so that writing them to a file needs no room for all of them.</summary>
    /// <param name="circuit">The circuit, with any values.</param>
    /// <param name="secrets">The secrets.</param>
    /// <param name="cancellationToken">Stops between passes.</param>
    /// <exception cref="InvalidOperationException">The circuit has a variable that no constraint binds.</exception>
    public static Parameters Generate(ICircuit circuit, Secrets secrets, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        ArgumentNullException.ThrowIfNull(secrets);
        ConstraintSystem size = new();
        circuit.Synthesize(size);
        Domain domain = Domain.Of(size.Constraints + size.Inputs.Count);
        cancellationToken.ThrowIfCancellationRequested();
        QuerySums sums = new(Lagrange(domain, secrets.Tau), size.Inputs.Count, size.Aux.Count);
        cancellationToken.ThrowIfCancellationRequested();
        circuit.Synthesize(new ConstraintSystem(sums));
        sums.AddInputs(size.Constraints);
        return OfSums(domain, sums, secrets);
    }

    private static Parameters OfSums(Domain domain, QuerySums sums, Secrets secrets)
    {
        FixedBase<Fp> first = new(G1.Generator);
        FixedBase<Fp2> second = new(G2.Generator);
        Fr byGamma = secrets.Gamma.Inverse(), byDelta = secrets.Delta.Inverse();
        Fr[] Combined(int begin, int end, Fr factor) => [.. Enumerable.Range(begin, end - begin).Select(i =>
            (secrets.Beta * sums.A[i] + secrets.Alpha * sums.B[i] + sums.C[i]) * factor)];
        Fr[] l = Combined(sums.Inputs, sums.A.Length, byDelta);
        if (!Array.TrueForAll(l, NotZero)) throw new InvalidOperationException("A variable of the circuit is in no constraint.");
        Fr[] b = [.. sums.B.Where(NotZero)];
        return new Parameters(
            new VerifyingKey
            {
                AlphaG1 = first.Multiply(secrets.Alpha).ToAffine(),
                BetaG1 = first.Multiply(secrets.Beta).ToAffine(),
                BetaG2 = second.Multiply(secrets.Beta).ToAffine(),
                GammaG2 = second.Multiply(secrets.Gamma).ToAffine(),
                DeltaG1 = first.Multiply(secrets.Delta).ToAffine(),
                DeltaG2 = second.Multiply(secrets.Delta).ToAffine(),
                Inputs = first.Multiply(Combined(0, sums.Inputs, byGamma)),
            },
            new Multiples<Fp>(first, PowersOfTau(domain, secrets.Tau, byDelta)), new Multiples<Fp>(first, l),
            new Multiples<Fp>(first, [.. sums.A.Where(NotZero)]), new Multiples<Fp>(first, b), new Multiples<Fp2>(second, b));
    }

    private static bool NotZero(Fr value) => value != Fr.Zero;

    /// <summary>τ^i · (τ^m - 1) / δ for i below m - 1.</summary>
    private static Fr[] PowersOfTau(Domain domain, Fr tau, Fr byDelta)
    {
        Fr[] powers = new Fr[domain.Size - 1];
        Fr power = Vanishing(domain, tau) * byDelta;
        for (int i = 0; i < powers.Length; i++)
        {
            powers[i] = power;
            power *= tau;
        }

        return powers;
    }

    private static Fr Vanishing(Domain domain, Fr tau)
    {
        Fr power = tau;
        for (int i = 0; i < domain.Log2; i++) power = power.Square();
        return power - Fr.One;
    }

    /// <summary>The polynomials that are 1 at one power of the root and 0 at the others, at τ: powers of τ, interpolated.</summary>
    private static Fr[] Lagrange(Domain domain, Fr tau)
    {
        Fr[] values = new Fr[domain.Size];
        Fr power = Fr.One;
        for (int i = 0; i < values.Length; i++)
        {
            values[i] = power;
            power *= tau;
        }

        domain.Interpolate(values);
        return values;
    }

    /// <summary>Multiples of a generator.</summary>
    private sealed class Multiples<TField>(FixedBase<TField> generator, Fr[] factors) : IPointQuery<TField>
        where TField : struct, IField<TField>
    {
        public int Count => factors.Length;

        public void Read(int start, Memory<AffinePoint<TField>> destination) =>
            generator.Multiply(factors[start..(start + destination.Length)]).CopyTo(destination);
    }
}
