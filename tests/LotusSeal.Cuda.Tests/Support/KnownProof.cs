using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;
using LotusSeal.Native.Tests.Proving;

namespace LotusSeal.Cuda.Tests.Support;

/// <summary>A sum and a quotient whose values managed code knows.</summary>
internal static class KnownProof
{
    public const int Points = 40;

    private const int Log2 = 4;

    /// <summary>Multiples of the generator.</summary>
    public static readonly Lazy<KnownPoints<Fp>> First = new(() => new KnownPoints<Fp>(G1.Generator));

    /// <summary>The backend computes both as managed code does.</summary>
    public static void AssertRight(IProverBackend backend)
    {
        Fr[] scalars = ProverNumbers.LikeWitness(Points);
        Assert.Equal(First.Value.Sum(scalars), backend.Sum(First.Value.First(Points), scalars, TestContext.Current.CancellationToken).ToAffine());
        Domain domain = new(Log2);
        Fr[] a = Numbers(1), b = Numbers(2), c = Numbers(3), quotient = [.. a];
        domain.Divide(quotient, [.. b], [.. c]);
        Assert.Equal(quotient, backend.Divide(domain, a, b, c, TestContext.Current.CancellationToken));

        CircuitRows rows = new(List(4), List(5), List(6));
        ProvingRoom room = new(Points / 2);
        PointArray<Fp> query = new(First.Value.First((int)domain.Size - 1).ToArray());
        (a, b, c) = ([.. rows.A], [.. rows.B], [.. rows.C]);
        domain.Divide(a, b, c);
        using IQuotient kept = backend.Quotient(domain, rows, room, TestContext.Current.CancellationToken);
        Assert.Equal(First.Value.Sum(a[..^1]), kept.Sum(query, 0, query.Count, TestContext.Current.CancellationToken).ToAffine());
        AffinePoint<Fp> side = backend.Sum(query, rows.B, 0, query.Count, room, TestContext.Current.CancellationToken).ToAffine();
        Assert.Equal(First.Value.Sum([.. rows.B.Take(query.Count)]), side);

        ScalarList List(int seed)
        {
            ValueList list = new();
            list.AddSmall(new SmallSide(0x55UL << seed, 0x33UL << seed), (int)domain.Size / 2);
            foreach (Fr number in Numbers(seed).Skip(list.Count)) list.Add(number);
            return ScalarList.Of(list);
        }

        Fr[] Numbers(int seed) => [.. Enumerable.Range(0, (int)domain.Size).Select(i => ProverNumbers.Random(100 * seed + i))];
    }
}
