namespace LotusSeal.Bls12381.Fields;

/// <summary>A field over which the arithmetic of a curve is written once.</summary>
/// <typeparam name="T">The field itself.</typeparam>
public interface IField<T> : IEquatable<T>
    where T : struct, IField<T>
{
    /// <summary>Zero.</summary>
    static abstract T Zero { get; }

    /// <summary>One.</summary>
    static abstract T One { get; }

    /// <summary>Sum.</summary>
    static abstract T operator +(in T a, in T b);

    /// <summary>Difference.</summary>
    static abstract T operator -(in T a, in T b);

    /// <summary>Negative.</summary>
    static abstract T operator -(in T a);

    /// <summary>Product.</summary>
    static abstract T operator *(in T a, in T b);

    /// <summary>The square.</summary>
    T Square();

    /// <summary>The multiplicative inverse; zero for zero.</summary>
    T Inverse();
}
