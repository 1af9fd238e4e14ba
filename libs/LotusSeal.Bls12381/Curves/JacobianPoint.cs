using System.Buffers.Binary;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Curves;

/// <summary>A point (X / Z², Y / Z³) of a curve y² = x³ + b, in which sums need no inverse; infinity has Z = 0.</summary>
/// <typeparam name="TField">The field of its coordinates.</typeparam>
/// <remarks>
/// Three coordinates in this order, as kernels give them. The formulas are those of the Explicit-Formulas Database: dbl-2009-l, add-2007-bl,
/// madd-2007-bl.
/// </remarks>
[StructLayout(LayoutKind.Sequential)]
public readonly struct JacobianPoint<TField>
    where TField : struct, IField<TField>
{
    private readonly TField _x, _y, _z;

    private JacobianPoint(in TField x, in TField y, in TField z) => (_x, _y, _z) = (x, y, z);

    /// <summary>The point at infinity.</summary>
    public static JacobianPoint<TField> Infinity => new(TField.One, TField.One, TField.Zero);

    /// <summary>Whether it is the point at infinity.</summary>
    public bool IsInfinity => _z.Equals(TField.Zero);

    /// <summary>A point of its coordinates.</summary>
    public static JacobianPoint<TField> Of(in AffinePoint<TField> point) => point.IsInfinity ? Infinity : new(point.X, point.Y, TField.One);

    /// <summary>Its coordinates.</summary>
    public AffinePoint<TField> ToAffine()
    {
        if (IsInfinity) return default;
        TField inverse = _z.Inverse(), square = inverse.Square();
        return new AffinePoint<TField>(_x * square, _y * square * inverse);
    }

    /// <summary>The coordinates of many, with one inverse for all.</summary>
    public static AffinePoint<TField>[] ToAffine(ReadOnlySpan<JacobianPoint<TField>> points)
    {
        AffinePoint<TField>[] affine = new AffinePoint<TField>[points.Length];
        TField[] products = new TField[points.Length];
        TField product = TField.One;
        for (int i = 0; i < points.Length; i++)
        {
            products[i] = product;
            if (!points[i].IsInfinity) product *= points[i]._z;
        }

        TField inverse = product.Inverse();
        for (int i = points.Length - 1; i >= 0; i--)
        {
            if (points[i].IsInfinity) continue;
            TField z = inverse * products[i], square = z.Square();
            inverse *= points[i]._z;
            affine[i] = new AffinePoint<TField>(points[i]._x * square, points[i]._y * square * z);
        }

        return affine;
    }

    /// <summary>Twice the point.</summary>
    public JacobianPoint<TField> Double()
    {
        if (IsInfinity) return this;
        TField a = _x.Square(), b = _y.Square(), c = b.Square();
        TField d = (_x + b).Square() - a - c;
        d += d;
        TField e = a + a + a, f = e.Square();
        TField x = f - d - d;
        TField eight = c + c;
        eight += eight;
        eight += eight;
        TField z = _y * _z;
        return new(x, e * (d - x) - eight, z + z);
    }

    /// <summary>Sum.</summary>
    public static JacobianPoint<TField> operator +(in JacobianPoint<TField> p, in JacobianPoint<TField> q)
    {
        if (p.IsInfinity) return q;
        if (q.IsInfinity) return p;
        TField z1 = p._z.Square(), z2 = q._z.Square();
        TField u1 = p._x * z2, u2 = q._x * z1;
        TField s1 = p._y * q._z * z2, s2 = q._y * p._z * z1;
        TField h = u2 - u1, r = s2 - s1;
        if (h.Equals(TField.Zero)) return r.Equals(TField.Zero) ? p.Double() : Infinity;
        return Combine(h, r + r, u1, s1, (p._z + q._z).Square() - z1 - z2);
    }

    /// <summary>Sum with a point that has its coordinates.</summary>
    public static JacobianPoint<TField> operator +(in JacobianPoint<TField> p, in AffinePoint<TField> q)
    {
        if (q.IsInfinity) return p;
        if (p.IsInfinity) return Of(q);
        TField z1 = p._z.Square();
        TField h = q.X * z1 - p._x, r = q.Y * p._z * z1 - p._y;
        if (h.Equals(TField.Zero)) return r.Equals(TField.Zero) ? p.Double() : Infinity;
        return Combine(h, r + r, p._x, p._y, p._z + p._z);
    }

    /// <summary>The negative.</summary>
    public static JacobianPoint<TField> operator -(in JacobianPoint<TField> p) => new(p._x, -p._y, p._z);

    /// <summary>A multiple. It takes longer for larger numbers, so it is not for secrets.</summary>
    public JacobianPoint<TField> Multiply(Fr scalar)
    {
        Span<byte> bytes = stackalloc byte[Fr.Size];
        scalar.Write(bytes);
        return Multiply(bytes);
    }

    /// <summary>A multiple. It takes longer for larger numbers, so it is not for secrets.</summary>
    /// <param name="scalar">The number, little-endian.</param>
    public JacobianPoint<TField> Multiply(ReadOnlySpan<byte> scalar)
    {
        JacobianPoint<TField> result = Infinity;
        for (int index = scalar.Length - 1; index >= 0; index--)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                result = result.Double();
                if ((scalar[index] >> bit & 1) != 0) result += this;
            }
        }

        return result;
    }

    /// <summary>A multiple. It takes longer for larger numbers, so it is not for secrets.</summary>
    internal JacobianPoint<TField> Multiply(ulong scalar)
    {
        Span<byte> bytes = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, scalar);
        return Multiply(bytes);
    }

    /// <summary>The end of both sums: h is the difference of the first coordinates, r twice that of the second, and z3 = zz·h.</summary>
    private static JacobianPoint<TField> Combine(in TField h, in TField r, in TField u1, in TField s1, in TField zz)
    {
        TField i = (h + h).Square(), j = h * i, v = u1 * i;
        TField x = r.Square() - j - v - v;
        TField twice = s1 * j;
        return new(x, r * (v - x) - twice - twice, zz * h);
    }
}
