using System.Buffers.Binary;
using System.Security.Cryptography;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Domains;
using LotusSeal.Groth16.Keys;

namespace LotusSeal.Groth16.Backends;

/// <summary>Small questions that a backend has to answer as another one does, before it is used.</summary>
public static class ProverAnswers
{
    private const int Points = 1500, DifferentPoints = 100, DomainLog2 = 11, RowsLess = 100;

    /// <summary>Compares a sum in either group, with infinity, equal and opposite points and all kinds of scalars, and a quotient.</summary>
    /// <param name="backend">Is asked.</param>
    /// <param name="known">Knows the answers.</param>
    /// <param name="cancellationToken">Stops between the questions.</param>
    /// <returns>What was answered wrongly, for a person; null when nothing was.</returns>
    public static string? FindFault(IProverBackend backend, IProverBackend known, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(backend);
        ArgumentNullException.ThrowIfNull(known);
        if (!SumsAgree(G1.Generator)) return "a sum in the first group";
        if (!SumsAgree(G2.Generator)) return "a sum in the second group";
        return QuotientsAgree(backend, known, cancellationToken) ? null : "a quotient of polynomials, or a sum with small numbers";

        bool SumsAgree<TField>(AffinePoint<TField> generator)
            where TField : struct, IField<TField>
        {
            AffinePoint<TField>[] different = new AffinePoint<TField>[DifferentPoints];
            known.OpenBase(generator).Multiply([Fr.Zero, .. Enumerable.Range(1, DifferentPoints - 1).Select(Number)], different, cancellationToken);
            // Again and again, every seventh as its opposite: in most digits equal and opposite points meet.
            AffinePoint<TField>[] points = [.. Enumerable.Range(0, Points).Select(i => different[i % DifferentPoints])];
            for (int i = 3; i < Points; i += 7) points[i] = -points[i];
            Fr[] scalars = [.. Enumerable.Range(0, Points).Select(Scalar)];
            return backend.Sum(points, scalars, cancellationToken).ToAffine().Equals(known.Sum(points, scalars, cancellationToken).ToAffine());
        }
    }

    /// <summary>Rows of which some are small numbers, and behind which there are none; the sums of their quotient and of a side.</summary>
    private static bool QuotientsAgree(IProverBackend backend, IProverBackend known, CancellationToken cancellationToken)
    {
        Domain domain = new(DomainLog2);
        int rows = (int)domain.Size - RowsLess, points = (int)domain.Size - 1;
        CircuitRows circuit = new(Side(1), Side(2), Side(3));
        AffinePoint<Fp>[] different = new AffinePoint<Fp>[DifferentPoints];
        known.OpenBase(G1.Generator).Multiply([.. Enumerable.Range(1, DifferentPoints).Select(Number)], different, cancellationToken);
        PointArray<Fp> query = new([.. Enumerable.Range(0, points).Select(i => different[i % DifferentPoints])]);
        return SumsOf(backend).Equals(SumsOf(known));

        (AffinePoint<Fp>, AffinePoint<Fp>) SumsOf(IProverBackend one)
        {
            ProvingRoom room = new(points);
            using IQuotient quotient = one.Quotient(domain, circuit, room, cancellationToken);
            return (quotient.Sum(query, 0, points, cancellationToken).ToAffine(),
                one.Sum(query, circuit.A, 1, rows - 1, room, cancellationToken).ToAffine());
        }

        ScalarList Side(int seed)
        {
            ValueList side = new();
            while (side.Count < rows)
            {
                side.AddSmall(new SmallSide(0x9e3779b97f4a7c15UL * (ulong)seed, 0xc2b2ae3d27d4eb4fUL >> seed), Math.Min(37, rows - side.Count));
                for (int i = 0; i < 7 && side.Count < rows; i++) side.Add(Number(seed << DomainLog2 | side.Count));
            }

            return ScalarList.Of(side);
        }
    }

    private static Fr Scalar(int i) => (i % 8) switch
    {
        0 => Fr.Zero,
        1 or 2 or 3 => Fr.One,
        4 => -Fr.FromUInt64((ulong)i),
        5 => Fr.FromUInt64((ulong)i << 40),
        _ => Number(i),
    };

    /// <summary>One that looks random and is always the same.</summary>
    private static Fr Number(int seed)
    {
        byte[] bytes = new byte[sizeof(int)];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, seed);
        byte[] number = SHA256.HashData(bytes);
        number[^1] &= 0x3f;
        return Fr.Read(number);
    }
}
