using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Proving;

/// <summary>Makes proofs (porep.md 9.5).</summary>
public static class Prover
{
    /// <summary>Proves a circuit with its values.</summary>
    /// <param name="parameters">The key of the circuit.</param>
    /// <param name="circuit">The circuit, whose values satisfy every constraint.</param>
    /// <param name="blinding">Random and never used again.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <param name="cancellationToken">Stops between batches of rows and of points.</param>
    /// <exception cref="ArgumentException">The key is of another circuit.</exception>
    /// <exception cref="FormatException">A file of parameters is damaged; the message names it.</exception>
    public static Proof Prove(Parameters parameters, ICircuit circuit, Blinding blinding, IProgress<ProvingProgress>? progress = null,
        IProverBackend? backend = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        backend ??= new ManagedProverBackend();
        ProvingRoom room = RoomFor(parameters);
        Assignment Synthesis() => SynthesizerFor(backend, backend.ComputesApart, room).Run(circuit, cancellationToken);
        return Prove(parameters, Synthesis, room, blinding, progress, backend, cancellationToken);
    }

    /// <summary>Room for proofs of a key, one after the other.</summary>
    internal static ProvingRoom RoomFor(Parameters parameters) =>
        new(new[] { parameters.H.Count, parameters.L.Count, parameters.A.Count, parameters.B1.Count, parameters.B2.Count }.Max());

    /// <summary>Synthesizes circuits of a key.</summary>
    /// <param name="backend">Will work on the rows.</param>
    /// <param name="apart">Whether that is elsewhere: rows are short on their way there. Else they are written where they are worked on.</param>
    /// <param name="room">Where that is.</param>
    internal static Synthesizer SynthesizerFor(IProverBackend backend, bool apart, ProvingRoom room) =>
        new(backend.Threads, apart ? null : room.RowsOf);

    /// <summary>Proves a circuit that is synthesized, or is being so.</summary>
    internal static Proof Prove(Parameters parameters, Func<Assignment> synthesis, ProvingRoom room, Blinding blinding,
        IProgress<ProvingProgress>? progress, IProverBackend backend, CancellationToken cancellationToken)
    {
        QuerySummation sums = new(parameters, backend, room, progress, cancellationToken);
        sums.Begin("synthesis");
        Assignment assignment = synthesis();
        if (parameters.MismatchWith(assignment.Size) is { } mismatch) throw new ArgumentException($"{mismatch}.", nameof(parameters));
        sums.Begin("quotient");
        Domain domain = Domain.Of(assignment.RowCount);
        JacobianPoint<Fp> c;
        using (IQuotient quotient = backend.Quotient(domain, assignment.TakeRows(), room, cancellationToken))
            c = sums.Of(parameters.H, quotient, "H");
        c += sums.Of(parameters.L, assignment.Aux, "L");
        JacobianPoint<Fp> a = sums.Of(parameters.A, assignment.AuxInA.Behind(assignment.Inputs), "A");
        // Of the inputs only ONE is on the second side.
        ScalarList inB = assignment.AuxInB.Behind([Fr.One]);
        JacobianPoint<Fp> b1 = sums.Of(parameters.B1, inB, "B");
        JacobianPoint<Fp2> b2 = sums.Of(parameters.B2, inB, "B");
        (Fr r, Fr s) = blinding;
        VerifyingKey key = parameters.VerifyingKey;
        c += a.Multiply(s) + b1.Multiply(r) + Times(key.AlphaG1, s) + Times(key.BetaG1, r) + Times(key.DeltaG1, r * s);
        return new Proof(
            (a + key.AlphaG1 + Times(key.DeltaG1, r)).ToAffine(), (b2 + key.BetaG2 + Times(key.DeltaG2, s)).ToAffine(), c.ToAffine());
    }

    private static JacobianPoint<TField> Times<TField>(AffinePoint<TField> point, Fr scalar)
        where TField : struct, IField<TField> => JacobianPoint<TField>.Of(point).Multiply(scalar);
}
