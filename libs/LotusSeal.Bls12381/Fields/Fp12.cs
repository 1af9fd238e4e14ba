namespace LotusSeal.Bls12381.Fields;

/// <summary>c0 + c1·w with w² = v, over <see cref="Fp6"/>: where pairings lie.</summary>
/// <param name="C0">The part without w.</param>
/// <param name="C1">The part with w.</param>
public readonly record struct Fp12(Fp6 C0, Fp6 C1) : IField<Fp12>
{
    /// <summary>(p - 1) / 6, big-endian.</summary>
    private static ReadOnlySpan<byte> SixthOfOrder =>
    [
        0x04, 0x55, 0x82, 0xfc, 0x5e, 0xea, 0xa6, 0x6f, 0x0c, 0x84, 0x9b, 0xf3, 0xb5, 0xe1, 0xf2, 0x23,
        0xe6, 0x13, 0xe1, 0xeb, 0x7d, 0xeb, 0x83, 0x1f, 0xe6, 0x88, 0x23, 0x1a, 0xd3, 0xc8, 0x29, 0x06,
        0x05, 0x1c, 0xaa, 0xaa, 0x72, 0xe3, 0x55, 0x55, 0x49, 0xaa, 0x7f, 0xff, 0xff, 0xff, 0xf1, 0xc7,
    ];

    /// <summary>(u + 1)^(k·(p - 1)/6): what w^k turns into a multiple of itself by when it is raised to the power p.</summary>
    private static readonly Fp2[] FrobeniusFactors = MakeFrobeniusFactors();

    /// <inheritdoc/>
    public static Fp12 Zero => default;

    /// <inheritdoc/>
    public static Fp12 One => new(Fp6.One, Fp6.Zero);

    /// <inheritdoc/>
    public static Fp12 operator +(in Fp12 a, in Fp12 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    /// <inheritdoc/>
    public static Fp12 operator -(in Fp12 a, in Fp12 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    /// <inheritdoc/>
    public static Fp12 operator -(in Fp12 a) => new(-a.C0, -a.C1);

    /// <inheritdoc/>
    public static Fp12 operator *(in Fp12 a, in Fp12 b)
    {
        Fp6 low = a.C0 * b.C0, high = a.C1 * b.C1;
        return new Fp12(low + high.MultiplyByNonResidue(), (a.C0 + a.C1) * (b.C0 + b.C1) - low - high);
    }

    /// <inheritdoc/>
    public Fp12 Square()
    {
        Fp6 product = C0 * C1;
        Fp6 low = (C0 + C1) * (C0 + C1.MultiplyByNonResidue()) - product - product.MultiplyByNonResidue();
        return new Fp12(low, product + product);
    }

    /// <summary>
    /// The square of an element whose inverse is its conjugate and whose power p⁴ - p² + 1 is one, as those of pairings are: half the products of
    /// <see cref="Square"/> (Granger and Scott, ePrint 2009/565). It is not the square of any other element.
    /// </summary>
    public Fp12 CyclotomicSquare()
    {
        (Fp2 a0, Fp2 a1) = SquareOfPair(C0.C0, C1.C1);
        (Fp2 b0, Fp2 b1) = SquareOfPair(C1.C0, C0.C2);
        (Fp2 c0, Fp2 c1) = SquareOfPair(C0.C1, C1.C2);
        return new Fp12(
            new Fp6(ThriceLessTwice(a0, C0.C0), ThriceLessTwice(b0, C0.C1), ThriceLessTwice(c0, C0.C2)),
            new Fp6(ThriceAndTwice(c1.MultiplyByNonResidue(), C1.C0), ThriceAndTwice(a1, C1.C1), ThriceAndTwice(b1, C1.C2)));
    }

    /// <inheritdoc/>
    public Fp12 Inverse()
    {
        Fp6 norm = (C0.Square() - C1.Square().MultiplyByNonResidue()).Inverse();
        return new Fp12(C0 * norm, -(C1 * norm));
    }

    /// <summary>c0 - c1·w, which is this to the power p^6; the inverse of a value of a pairing.</summary>
    public Fp12 Conjugate() => new(C0, -C1);

    /// <summary>This to the power p.</summary>
    public Fp12 Frobenius() => new(
        new Fp6(C0.C0.Conjugate(), C0.C1.Conjugate() * FrobeniusFactors[2], C0.C2.Conjugate() * FrobeniusFactors[4]),
        new Fp6(
            C1.C0.Conjugate() * FrobeniusFactors[1], C1.C1.Conjugate() * FrobeniusFactors[3], C1.C2.Conjugate() * FrobeniusFactors[5]));

    /// <summary>Product with b0 + b1·v + b4·v·w: the value of a line.</summary>
    public Fp12 MultiplyBy014(in Fp2 b0, in Fp2 b1, in Fp2 b4)
    {
        Fp6 low = C0.MultiplyBy01(b0, b1), high = C1.MultiplyBy1(b4);
        return new Fp12(high.MultiplyByNonResidue() + low, (C0 + C1).MultiplyBy01(b0, b1 + b4) - low - high);
    }

    /// <summary>The square of a + b·s with s² = u + 1.</summary>
    private static (Fp2 Low, Fp2 High) SquareOfPair(in Fp2 a, in Fp2 b)
    {
        Fp2 aa = a.Square(), bb = b.Square();
        return (aa + bb.MultiplyByNonResidue(), (a + b).Square() - aa - bb);
    }

    /// <summary>3·a - 2·b.</summary>
    private static Fp2 ThriceLessTwice(in Fp2 a, in Fp2 b)
    {
        Fp2 difference = a - b;
        return difference + difference + a;
    }

    /// <summary>3·a + 2·b.</summary>
    private static Fp2 ThriceAndTwice(in Fp2 a, in Fp2 b)
    {
        Fp2 sum = a + b;
        return sum + sum + a;
    }

    /// <summary>(u + 1)^(k·(p - 1)/6), k up to 5.</summary>
    internal static Fp2 FrobeniusFactor(int k) => FrobeniusFactors[k];

    private static Fp2[] MakeFrobeniusFactors()
    {
        Fp2 first = new Fp2(Fp.One, Fp.One).Power(SixthOfOrder);
        Fp2[] factors = [Fp2.One, first, default, default, default, default];
        for (int power = 2; power < factors.Length; power++) factors[power] = factors[power - 1] * first;
        return factors;
    }
}
