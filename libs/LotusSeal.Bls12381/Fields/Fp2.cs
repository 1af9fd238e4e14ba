namespace LotusSeal.Bls12381.Fields;

/// <summary>c0 + c1·u with u² = -1, over <see cref="Fp"/> (porep.md 9.1).</summary>
/// <param name="C0">The part without u.</param>
/// <param name="C1">The part with u.</param>
public readonly record struct Fp2(Fp C0, Fp C1) : IField<Fp2>
{
    /// <summary>Half of an element.</summary>
    private static readonly Fp Half = Fp.FromUInt64(2).Inverse();

    /// <inheritdoc/>
    public static Fp2 Zero => default;

    /// <inheritdoc/>
    public static Fp2 One => new(Fp.One, Fp.Zero);

    /// <inheritdoc/>
    public static Fp2 operator +(in Fp2 a, in Fp2 b) => new(a.C0 + b.C0, a.C1 + b.C1);

    /// <inheritdoc/>
    public static Fp2 operator -(in Fp2 a, in Fp2 b) => new(a.C0 - b.C0, a.C1 - b.C1);

    /// <inheritdoc/>
    public static Fp2 operator -(in Fp2 a) => new(-a.C0, -a.C1);

    /// <inheritdoc/>
    public static Fp2 operator *(in Fp2 a, in Fp2 b)
    {
        Fp low = a.C0 * b.C0, high = a.C1 * b.C1;
        return new Fp2(low - high, (a.C0 + a.C1) * (b.C0 + b.C1) - low - high);
    }

    /// <summary>Product with an element of the base field.</summary>
    public static Fp2 operator *(in Fp2 a, in Fp b) => new(a.C0 * b, a.C1 * b);

    /// <inheritdoc/>
    public Fp2 Square()
    {
        Fp product = C0 * C1;
        return new Fp2((C0 + C1) * (C0 - C1), product + product);
    }

    /// <inheritdoc/>
    public Fp2 Inverse()
    {
        Fp norm = Norm().Inverse();
        return new Fp2(C0 * norm, -(C1 * norm));
    }

    /// <summary>c0 - c1·u, which is also this to the power p.</summary>
    public Fp2 Conjugate() => new(C0, -C1);

    /// <summary>Product with u + 1, from which the next field is made.</summary>
    public Fp2 MultiplyByNonResidue() => new(C0 - C1, C0 + C1);

    /// <summary>A square root.</summary>
    /// <returns>False when there is none.</returns>
    public bool TrySquareRoot(out Fp2 root)
    {
        root = default;
        // (x + y·u)² = this: x² + y² is a root of the norm, so x² is half of c0 plus or minus that root.
        if (!Norm().TrySquareRoot(out Fp norm)) return false;
        Fp square = (C0 + norm) * Half;
        // Only where c1 is zero, and then the other half is c0.
        if (square == Fp.Zero) square = C0;
        // When it is a square, it is x², and w is the inverse of x. Otherwise it is -y², and w is that of -y.
        Fp w = square.InverseRoot(), product = w * square, half = C1 * Half * w;
        root = w * product == Fp.One ? new Fp2(product, half) : new Fp2(-half, product);
        return root.Square() == this;
    }

    /// <summary>Whether it is larger than its negative, c1 compared first.</summary>
    public bool IsLexicographicallyLargest() => C1 == Fp.Zero ? C0.IsLexicographicallyLargest() : C1.IsLexicographicallyLargest();

    private Fp Norm() => C0.Square() + C1.Square();
}
