using System.Buffers.Binary;
using System.Security.Cryptography;
using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Domains;

namespace LotusSeal.Groth16.Backends;

/// <summary>Small questions that a backend has to answer as another one does, before it is used.</summary>
public static class ProverAnswers
{
    private const int Points = 1500, DifferentPoints = 100, DomainLog2 = 11;

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
        Domain domain = new(DomainLog2);
        Fr[] a = Numbers(1), b = Numbers(2), c = Numbers(3);
        Fr[] expected = known.Divide(domain, [.. a], [.. b], [.. c], cancellationToken);
        return backend.Divide(domain, a, b, c, cancellationToken).AsSpan().SequenceEqual(expected) ? null : "a quotient of polynomials";

        Fr[] Numbers(int seed) => [.. Enumerable.Range(0, (int)domain.Size).Select(i => Number(seed << DomainLog2 | i))];

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
