using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Aggregation;

/// <summary>
/// The polynomials whose values at the secrets are what is left of the key: f_v(X) = Π (1 + y_j·X^(2^j)) and
/// f_w(X) = X^n · Π (1 + x_j·(X / r)^(2^j)), the rounds counted from the last one (snarkpack.md 7).
/// </summary>
internal static class KeyPolynomials
{
    /// <summary>The value of Π (1 + c_j·z^(2^j)).</summary>
    /// <param name="factors">The factors c, of the first round first.</param>
    /// <param name="at">Where: z.</param>
    public static Fr Evaluate(ReadOnlySpan<Fr> factors, Fr at)
    {
        Fr value = Fr.One;
        for (int i = factors.Length - 1; i >= 0; i--, at = at.Square()) value *= Fr.One + factors[i] * at;
        return value;
    }

    /// <summary>z^n.</summary>
    /// <param name="rounds">log2 n.</param>
    /// <param name="at">Where: z.</param>
    public static Fr PowerOfCount(int rounds, Fr at)
    {
        for (int i = 0; i < rounds; i++) at = at.Square();
        return at;
    }

    /// <summary>The coefficients of Π (1 + c_j·(s·X)^(2^j)).</summary>
    /// <param name="factors">The factors c, of the first round first.</param>
    /// <param name="scale">What X is multiplied by: s.</param>
    public static Fr[] Expand(ReadOnlySpan<Fr> factors, Fr scale)
    {
        Fr[] coefficients = new Fr[1 << factors.Length];
        coefficients[0] = Fr.One;
        for (int i = factors.Length - 1, size = 1; i >= 0; i--, size *= 2, scale = scale.Square())
        {
            for (int k = 0; k < size; k++) coefficients[size + k] = coefficients[k] * factors[i] * scale;
        }

        return coefficients;
    }

    /// <summary>(f(X) - f(z)) / (X - z): one coefficient fewer.</summary>
    public static Fr[] Quotient(Fr[] coefficients, Fr at)
    {
        Fr[] quotient = new Fr[coefficients.Length - 1];
        Fr carry = Fr.Zero;
        for (int k = quotient.Length - 1; k >= 0; k--)
        {
            carry = coefficients[k + 1] + at * carry;
            quotient[k] = carry;
        }

        return quotient;
    }
}
