using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Pairings;

/// <summary>A point that walks through the loop of a pairing, and gives the line of each step.</summary>
internal struct TwistPoint(AffinePoint<Fp2> start)
{
    private Fp2 _x = start.X, _y = start.Y, _z = Fp2.One;

    /// <summary>Doubles it; the result is the tangent at where it was.</summary>
    public Line Double()
    {
        Fp2 xx = _x.Square(), yy = _y.Square(), yyyy = yy.Square(), zz = _z.Square();
        Fp2 s = Twice((_x + yy).Square() - xx - yyyy);
        Fp2 m = xx + xx + xx, mm = m.Square();
        Fp2 constant = (_x + m).Square() - xx - mm - Twice(Twice(yy));
        Fp2 x = mm - s - s, z = (_z + _y).Square() - yy - zz;
        Fp2 y = (s - x) * m - Twice(Twice(Twice(yyyy)));
        (_x, _y, _z) = (x, y, z);
        return new Line(constant, -Twice(m * zz), Twice(z * zz));
    }

    /// <summary>Adds a point; the result is the line through both.</summary>
    public Line Add(in AffinePoint<Fp2> q)
    {
        Fp2 zz = _z.Square(), yy = q.Y.Square();
        Fp2 h = q.X * zz - _x, hh = h.Square(), i = Twice(Twice(hh)), j = i * h;
        Fp2 r = ((q.Y + _z).Square() - yy - zz) * zz - _y - _y;
        Fp2 v = i * _x;
        Fp2 x = r.Square() - j - v - v, z = (_z + h).Square() - zz - hh;
        Fp2 y = (v - x) * r - Twice(_y * j);
        Fp2 mixed = (q.Y + z).Square() - yy - z.Square();
        (_x, _y, _z) = (x, y, z);
        return new Line(Twice(r * q.X) - mixed, -Twice(r), Twice(z));
    }

    private static Fp2 Twice(in Fp2 value) => value + value;
}
