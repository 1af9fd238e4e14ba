namespace LotusSeal.Bls12381.Fields;

/// <summary>c0 + c1·v + c2·v² with v³ = u + 1, over <see cref="Fp2"/>.</summary>
/// <param name="C0">The part without v.</param>
/// <param name="C1">The part with v.</param>
/// <param name="C2">The part with v².</param>
public readonly record struct Fp6(Fp2 C0, Fp2 C1, Fp2 C2) : IField<Fp6>
{
    /// <inheritdoc/>
    public static Fp6 Zero => default;

    /// <inheritdoc/>
    public static Fp6 One => new(Fp2.One, Fp2.Zero, Fp2.Zero);

    /// <inheritdoc/>
    public static Fp6 operator +(in Fp6 a, in Fp6 b) => new(a.C0 + b.C0, a.C1 + b.C1, a.C2 + b.C2);

    /// <inheritdoc/>
    public static Fp6 operator -(in Fp6 a, in Fp6 b) => new(a.C0 - b.C0, a.C1 - b.C1, a.C2 - b.C2);

    /// <inheritdoc/>
    public static Fp6 operator -(in Fp6 a) => new(-a.C0, -a.C1, -a.C2);

    /// <inheritdoc/>
    public static Fp6 operator *(in Fp6 a, in Fp6 b)
    {
        Fp2 p0 = a.C0 * b.C0, p1 = a.C1 * b.C1, p2 = a.C2 * b.C2;
        Fp2 mixed12 = (a.C1 + a.C2) * (b.C1 + b.C2) - p1 - p2;
        Fp2 mixed01 = (a.C0 + a.C1) * (b.C0 + b.C1) - p0 - p1;
        Fp2 mixed02 = (a.C0 + a.C2) * (b.C0 + b.C2) - p0 - p2;
        return new Fp6(p0 + mixed12.MultiplyByNonResidue(), mixed01 + p2.MultiplyByNonResidue(), mixed02 + p1);
    }

    /// <inheritdoc/>
    public Fp6 Square() => this * this;

    /// <inheritdoc/>
    public Fp6 Inverse()
    {
        Fp2 t0 = C0.Square() - (C1 * C2).MultiplyByNonResidue();
        Fp2 t1 = C2.Square().MultiplyByNonResidue() - C0 * C1;
        Fp2 t2 = C1.Square() - C0 * C2;
        Fp2 norm = C0 * t0 + (C2 * t1 + C1 * t2).MultiplyByNonResidue();
        Fp2 inverse = norm.Inverse();
        return new Fp6(t0 * inverse, t1 * inverse, t2 * inverse);
    }

    /// <summary>Product with v, from which the next field is made.</summary>
    public Fp6 MultiplyByNonResidue() => new(C2.MultiplyByNonResidue(), C0, C1);

    /// <summary>Product with b0 + b1·v.</summary>
    public Fp6 MultiplyBy01(in Fp2 b0, in Fp2 b1)
    {
        Fp2 p0 = C0 * b0, p1 = C1 * b1;
        return new Fp6(
            p0 + (C2 * b1).MultiplyByNonResidue(),
            (C0 + C1) * (b0 + b1) - p0 - p1,
            C2 * b0 + p1);
    }

    /// <summary>Product with b1·v.</summary>
    public Fp6 MultiplyBy1(in Fp2 b1) => new((C2 * b1).MultiplyByNonResidue(), C0 * b1, C1 * b1);
}
