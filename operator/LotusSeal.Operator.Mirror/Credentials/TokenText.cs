using System.Buffers;
using System.Security.Cryptography;
using System.Text;

namespace LotusSeal.Operator.Mirror.Credentials;

/// <summary>Reads a token as a file or <c>kubectl create secret</c> brings it: with white space around it, often a line feed.</summary>
internal static class TokenText
{
    private const int Longest = 8192, HashDigits = 10;

    /// <summary>What a bearer token is made of (RFC 6750); none of it can break a header.</summary>
    private static readonly SearchValues<char> Allowed =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~+/=");

    /// <summary>The token.</summary>
    /// <param name="data">What the Secret has.</param>
    /// <param name="problem">Why there is none, without a part of it.</param>
    public static string? Parse(byte[] data, out string? problem)
    {
        problem = null;
        string text = Encoding.Latin1.GetString(data).Trim();
        if (text.Length == 0) problem = "it is empty";
        else if (text.Length > Longest) problem = $"it has more than {Longest} characters";
        else if (text.Contains(":/", StringComparison.Ordinal))
            problem = "it has an address in it; only the part before the first colon is the token";
        else if (text.AsSpan().ContainsAnyExcept(Allowed)) problem = "it has characters that no token has";
        return problem is null ? text : null;
    }

    /// <summary>First digits of the hash: shows that a token is another one, and nothing else of it.</summary>
    public static string Hash(string token) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..HashDigits];
}
