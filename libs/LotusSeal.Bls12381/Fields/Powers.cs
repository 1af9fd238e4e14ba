namespace LotusSeal.Bls12381.Fields;

/// <summary>Powers in any field.</summary>
public static class Powers
{
    private const int Width = 4;

    /// <summary>An element to an exponent. It takes longer for larger ones, so it is not for secrets.</summary>
    /// <param name="value">The element.</param>
    /// <param name="exponent">The exponent, big-endian.</param>
    /// <typeparam name="T">The field.</typeparam>
    public static T Power<T>(this T value, ReadOnlySpan<byte> exponent)
        where T : struct, IField<T>
    {
        // Four bits at a time: a square for each bit and a product for four.
        T[] powers = new T[1 << Width];
        powers[0] = T.One;
        for (int i = 1; i < powers.Length; i++) powers[i] = powers[i - 1] * value;
        T result = T.One;
        bool begun = false;
        for (int at = 0; at < 2 * exponent.Length; at++)
        {
            for (int i = 0; begun && i < Width; i++) result = result.Square();
            int digit = exponent[at / 2] >> Width * (1 - at % 2) & powers.Length - 1;
            if (digit == 0) continue;
            result *= powers[digit];
            begun = true;
        }

        return result;
    }
}
