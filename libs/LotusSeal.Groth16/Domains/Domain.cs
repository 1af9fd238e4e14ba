using System.Buffers.Binary;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Domains;

/// <summary>The powers of a root of unity of order 2^k, and polynomials by their values there (porep.md 9.2, 9.5).</summary>
public sealed class Domain
{
    /// <summary>The largest k: r - 1 has 32 factors of 2.</summary>
    public const int MaxLog2 = 32;

    /// <summary>Values of a polynomial are looked at on a coset of this, where the vanishing polynomial is not zero.</summary>
    public const ulong Generator = 7;

    private readonly Fr _root, _inverseRoot;

    /// <param name="log2">k.</param>
    public Domain(int log2)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(log2);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(log2, MaxLog2);
        (Log2, Size) = (log2, 1L << log2);
        _root = LargestRoot();
        for (int i = log2; i < MaxLog2; i++) _root = _root.Square();
        _inverseRoot = _root.Inverse();
    }

    /// <summary>k.</summary>
    public int Log2 { get; }

    /// <summary>Number of powers.</summary>
    public long Size { get; }

    /// <summary>The root of unity.</summary>
    public Fr Root => _root;

    /// <summary>The smallest domain with as many powers.</summary>
    public static Domain Of(long count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return new Domain(count == 1 ? 0 : 64 - System.Numerics.BitOperations.LeadingZeroCount((ulong)count - 1));
    }

    /// <summary>
    /// The coefficients of (a·b - c) / (x^m - 1), without the last, which is 0, of polynomials that are given by their values. The three arrays are
    /// overwritten; the first has the result.
    /// </summary>
    public void Divide(Fr[] a, Fr[] b, Fr[] c)
    {
        Fr generator = Fr.FromUInt64(Generator);
        foreach (Fr[] values in (Fr[][])[a, b, c])
        {
            ArgumentNullException.ThrowIfNull(values);
            ArgumentOutOfRangeException.ThrowIfNotEqual(values.LongLength, Size);
            Interpolate(values);
            Scale(values, Fr.One, generator);
            Evaluate(values);
        }

        Fr inverse = InverseOfVanishing();
        Parallel.For(0, Chunks(a.Length), chunk =>
        {
            for (int i = Begin(a.Length, chunk); i < Begin(a.Length, chunk + 1); i++) a[i] = (a[i] * b[i] - c[i]) * inverse;
        });
        Interpolate(a);
        Scale(a, Fr.One, generator.Inverse());
    }

    /// <summary>1 / (x^m - 1), which is the same everywhere on the coset of the generator.</summary>
    public Fr InverseOfVanishing()
    {
        Fr power = Fr.FromUInt64(Generator);
        for (int i = 0; i < Log2; i++) power = power.Square();
        return (power - Fr.One).Inverse();
    }

    /// <summary>From coefficients to values at 1, ω, ω², …, in place.</summary>
    public void Evaluate(Fr[] coefficients) => Transform(coefficients, _root);

    /// <summary>From values to coefficients, in place.</summary>
    public void Interpolate(Fr[] values)
    {
        Transform(values, _inverseRoot);
        Scale(values, Fr.FromUInt64((ulong)Size).Inverse(), Fr.One);
    }

    /// <summary>first · step^i.</summary>
    internal static Fr[] Powers(Fr first, Fr step, long count)
    {
        Fr[] powers = new Fr[count];
        Array.Fill(powers, Fr.One);
        Scale(powers, first, step);
        return powers;
    }

    /// <summary>Multiplies element i by first · step^i.</summary>
    private static void Scale(Fr[] values, Fr first, Fr step) => Parallel.For(0, Chunks(values.Length), chunk =>
    {
        int begin = Begin(values.Length, chunk);
        Fr factor = first * Power(step, begin);
        for (int i = begin; i < Begin(values.Length, chunk + 1); i++)
        {
            values[i] *= factor;
            factor *= step;
        }
    });

    /// <summary>Cooley and Tukey's transform by halves, after the indices were reversed.</summary>
    private void Transform(Fr[] values, Fr root)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentOutOfRangeException.ThrowIfNotEqual(values.LongLength, Size);
        ReverseIndices(values);
        Fr[] roots = Powers(Fr.One, root, Math.Max(1, values.Length / 2));
        for (int half = 1; half < values.Length; half *= 2)
        {
            int step = values.Length / (2 * half), size = half;
            // Butterflies are numbered through, so that few large blocks and many small ones are shared out alike.
            Parallel.For(0, Chunks(values.Length / 2), chunk =>
            {
                for (int i = Begin(values.Length / 2, chunk); i < Begin(values.Length / 2, chunk + 1); i++)
                {
                    int offset = i & (size - 1), low = 2 * (i - offset) + offset, high = low + size;
                    Fr product = values[high] * roots[offset * step];
                    values[high] = values[low] - product;
                    values[low] += product;
                }
            });
        }
    }

    private void ReverseIndices(Fr[] values)
    {
        for (uint i = 0; i < values.Length; i++)
        {
            uint reversed = Reverse(i);
            if (i < reversed) (values[i], values[reversed]) = (values[reversed], values[i]);
        }
    }

    private uint Reverse(uint index)
    {
        uint reversed = 0;
        for (int i = 0; i < Log2; i++) reversed |= (index >> i & 1) << (Log2 - 1 - i);
        return reversed;
    }

    private static Fr Power(Fr value, int exponent)
    {
        Span<byte> bytes = stackalloc byte[sizeof(int)];
        BinaryPrimitives.WriteInt32BigEndian(bytes, exponent);
        return value.Power(bytes);
    }

    /// <summary>The root of order 2^32: 7 to the power (r - 1) / 2^32.</summary>
    private static Fr LargestRoot()
    {
        // The lower 32 bits of r - 1 are zero.
        byte[] exponent = Fr.Modulus[(MaxLog2 / 8)..].ToArray();
        Array.Reverse(exponent);
        return Fr.FromUInt64(Generator).Power(exponent);
    }

    private static int Chunks(int length) => Math.Clamp(length / 1024, 1, 4 * Environment.ProcessorCount);

    private static int Begin(int length, int chunk) => (int)((long)length * chunk / Chunks(length));
}
