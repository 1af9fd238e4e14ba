using System.Text;

namespace LotusSeal.Testing.Fuzzing;

/// <summary>Changes samples: flipped bits, cuts, splices, repetitions, and pieces that parsers trip over.</summary>
public sealed class Mutator(Random random, byte[][] samples)
{
    private static readonly byte[][] Tricky =
    [
        .. new[]
        {
            "\0", "\"", "\\", "\\ud800", "\\udc00\\ud800", "null", "true", "{}", "[]", "[null]", "\"\"", "{\"\":null}", "-1", "0", "1e999", "-0.0",
                "1.5",
            "4294967296", "9223372036854775808", "18446744073709551615", "18446744073709551616", "79228162514264337593543950336",
            "999999999999999999999999999999999999999",
            "NaN", "/", "../", "//", "%00", "%2e%2e%2f", ",", ":", "\r\n", "\u00e9", "\u2028", "\ufeff", "-", "--", "bytes=", "=", "'",
        }.Select(Encoding.UTF8.GetBytes),
        [0xff], [0xc3], [0xed, 0xa0, 0x80], [0xff, 0xff, 0xff, 0xff], [0xff, 0xff, 0xff, 0x7f], [0, 0, 0, 0x80],
        [0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0xff, 0x7f],
    ];

    public IReadOnlyList<byte[]> Samples => samples;

    /// <summary>The next input: a sample after one to four changes.</summary>
    public byte[] Next()
    {
        byte[] input = samples[random.Next(samples.Length)];
        for (int changes = random.Next(1, 5); changes > 0; changes--) input = Change(input);
        return input;
    }

    private byte[] Change(byte[] input)
    {
        int at = random.Next(input.Length + 1), end = random.Next(at, input.Length + 1);
        return random.Next(11) switch
        {
            0 or 1 => Flip(input),
            2 => input[..at],
            3 => [.. input[..at], .. input[Math.Min(input.Length, at + random.Next(1, 20))..]],
            4 => [.. input[..at], .. input[..end]],
            5 => [.. input[..at], .. Pick(), .. input[at..]],
            6 => [.. input[..at], .. Pick(), .. input[Math.Min(input.Length, at + random.Next(1, 8))..]],
            7 => Splice(input, at),
            8 => [.. input[..at], .. Enumerable.Repeat(random.Next(2) == 0 ? (byte)'[' : (byte)'{', random.Next(1, 300)), .. input[at..]],
            _ => ReplaceToken(input),
        };
    }

    private byte[] Flip(byte[] input)
    {
        if (input.Length == 0) return input;
        byte[] flipped = [.. input];
        flipped[random.Next(input.Length)] ^= (byte)(1 << random.Next(8));
        return flipped;
    }

    private byte[] Splice(byte[] input, int at)
    {
        byte[] other = samples[random.Next(samples.Length)];
        return [.. input[..at], .. other[random.Next(other.Length + 1)..]];
    }

    /// <summary>Replaces a whole number, word or text, which in JSON leaves a form that is read further.</summary>
    private byte[] ReplaceToken(byte[] input)
    {
        int start = random.Next(input.Length + 1);
        while (start < input.Length && !IsWord(input[start])) start++;
        while (start > 0 && IsWord(input[start - 1])) start--;
        int end = start;
        while (end < input.Length && IsWord(input[end])) end++;
        // With the quotes, so that a text may become a number, an array or null.
        if (start > 0 && end < input.Length && input[start - 1] == '"' && input[end] == '"' && random.Next(2) == 0)
            (start, end) = (start - 1, end + 1);
        return [.. input[..start], .. Pick(), .. input[end..]];
    }

    private byte[] Pick() => Tricky[random.Next(Tricky.Length)];

    private static bool IsWord(byte value) => char.IsAsciiLetterOrDigit((char)value) || value is (byte)'.' or (byte)'-' or (byte)'_';
}
