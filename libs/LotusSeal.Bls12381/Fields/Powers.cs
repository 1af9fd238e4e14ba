namespace LotusSeal.Bls12381.Fields;

/// <summary>Powers in any field.</summary>
public static class Powers
{
    /// <summary>An element to an exponent. It takes longer for larger ones, so it is not for secrets.</summary>
    /// <param name="value">The element.</param>
    /// <param name="exponent">The exponent, big-endian.</param>
    /// <typeparam name="T">The field.</typeparam>
    public static T Power<T>(this T value, ReadOnlySpan<byte> exponent)
        where T : struct, IField<T>
    {
        T result = T.One;
        foreach (byte part in exponent)
        {
            for (int bit = 7; bit >= 0; bit--)
            {
                result = result.Square();
                if ((part >> bit & 1) != 0) result *= value;
            }
        }

        return result;
    }
}
