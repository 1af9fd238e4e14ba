using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Proving.Tests.Support;
using LotusSeal.Proving.Verification;

namespace LotusSeal.Proving.Tests.Proving;

/// <summary>Proofs of a device that computes wrongly, with a substitute and without one.</summary>
public sealed class MakeToHoldTests
{
    private static readonly PostCase Case = PostCase.Find("2kib", "window-v1_1-1");
    private static readonly Lazy<Parameters> Keys = new(() =>
        ParameterGenerator.Generate(Case.Partitions[0], Secrets.OfPhrase("porep-vector"), NativeProver.Backend));

    [Fact]
    public void A_proof_that_does_not_hold_is_made_again_with_what_else_there_is()
    {
        WrongBackend backend = new(substitutes: 1);
        byte[] proofs = Prove(backend);
        Assert.Equal((1, 2), (backend.Distrusted, backend.Begun));
        Assert.Equal([false], backend.Ended);
        Assert.True(new PostVerifier(Keys.Value.VerifyingKey, Case.Type).Verify(Case.Randomness, Case.Claims, proofs));
    }

    [Fact]
    public void Without_another_backend_there_is_no_proof()
    {
        WrongBackend backend = new(substitutes: 0);
        Assert.Contains("does not hold", Assert.Throws<SealingException>(() => Prove(backend)).Message, StringComparison.Ordinal);
        Assert.Equal(1, backend.Distrusted);
        Assert.Equal([true], backend.Ended);
    }

    [Fact]
    public void Points_on_no_curve_are_a_proof_that_does_not_hold_also_where_proofs_are_joined()
    {
        WrongBackend backend = new(substitutes: 1);
        int made = 0;
        byte[] proofs = PartitionProofs.MakeToHold(backend, () => ++made == 1 ? throw new FormatException("A is on no curve") : [7], _ => true);
        Assert.Equal([7], proofs);
        Assert.Equal(1, backend.Distrusted);
        Assert.Contains("is none: A is on no curve", Assert.Throws<SealingException>(() =>
            PartitionProofs.MakeToHold(backend, () => throw new FormatException("A is on no curve"), _ => true)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void What_has_nothing_to_do_with_the_backend_does_not_cost_its_trust()
    {
        WrongBackend backend = new(substitutes: 1);
        Assert.Throws<SealingException>(() => PartitionProofs.MakeToHold(backend, () => [7], _ => throw new SealingException("no such sector")));
        Assert.Equal(0, backend.Distrusted);
        Assert.Equal([false], backend.Ended);
    }

    private static byte[] Prove(IProverBackend backend) => new PostProver(Keys.Value, Case.Type, backend).Prove(Case.Randomness,
        [.. Case.Sectors.Values], cancellationToken: TestContext.Current.CancellationToken);

    /// <summary>Sums in the first group are one point too high, until it is distrusted often enough.</summary>
    private sealed class WrongBackend(int substitutes) : IProverBackend
    {
        public int Distrusted { get; private set; }

        public int Begun { get; private set; }

        public string Name => "wrong";

        public void BeginProof() => Begun++;

        public List<bool> Ended { get; } = [];

        public void EndProof(bool inVain) => Ended.Add(inVain);

        public bool Distrust() => ++Distrusted <= substitutes;

        public JacobianPoint<TField> Sum<TField>(
            ReadOnlySpan<AffinePoint<TField>> points, ReadOnlySpan<Fr> scalars, CancellationToken cancellationToken = default)
            where TField : struct, IField<TField>
        {
            JacobianPoint<TField> sum = NativeProver.Backend.Sum(points, scalars, cancellationToken);
            return Distrusted < Math.Max(1, substitutes) && typeof(TField) == typeof(Fp) ? sum + points[0] : sum;
        }

        public Fr[] Interpolate(Domain domain, Fr[] values, CancellationToken cancellationToken = default) =>
            NativeProver.Backend.Interpolate(domain, values, cancellationToken);

        public Fr[] Divide(Domain domain, Fr[] a, Fr[] b, Fr[] c, CancellationToken cancellationToken = default) =>
            NativeProver.Backend.Divide(domain, a, b, c, cancellationToken);

        public IFixedBase<TField> OpenBase<TField>(AffinePoint<TField> point)
            where TField : struct, IField<TField> => NativeProver.Backend.OpenBase(point);
    }
}
