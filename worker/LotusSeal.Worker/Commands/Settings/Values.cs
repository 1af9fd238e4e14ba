using System.Globalization;
using LotusSeal.Lotus.Text;
using LotusSeal.Primitives;

namespace LotusSeal.Worker.Commands.Settings;

/// <summary>How values on the command line are read; every error says what is expected.</summary>
internal static class Values
{
    /// <summary>Any text that is not empty.</summary>
    public static string Text(string text) => text.Length > 0 ? text : throw new FormatException("the value is empty.");

    /// <summary>Thirty-two bytes in hexadecimal, with or without 0x.</summary>
    public static Digest? Digest(string text)
    {
        string hex = WithoutPrefix(text);
        if (hex.Length != 64) throw new FormatException($"expected 32 bytes as 64 hexadecimal digits, not {hex.Length} characters.");
        try
        {
            return Primitives.Digest.FromHex(hex);
        }
        catch (FormatException e)
        {
            throw new FormatException("expected 64 hexadecimal digits, but there is another character in it.", e);
        }
    }

    /// <summary>Bytes in hexadecimal, with or without 0x.</summary>
    public static byte[]? Bytes(string text)
    {
        try
        {
            return Convert.FromHexString(WithoutPrefix(text));
        }
        catch (FormatException e)
        {
            throw new FormatException("expected hexadecimal digits, two for each byte.", e);
        }
    }

    /// <summary>A ticket in hexadecimal.</summary>
    public static SealTicket? Ticket(string text) => Digest(text) is { } value ? new SealTicket(value) : null;

    /// <summary>A seed in hexadecimal.</summary>
    public static InteractiveSeed? Seed(string text) => Digest(text) is { } value ? new InteractiveSeed(value) : null;

    /// <summary>A whole number that is not negative.</summary>
    public static ulong? Number(string text) => ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
        ? value
        : throw new FormatException($"'{text}' is not a whole number from 0 to {ulong.MaxValue}.");

    /// <summary>A miner: 1000, f01000 or t01000.</summary>
    public static ulong? Miner(string text)
    {
        string digits = text is ['f' or 't', '0', ..] ? text[2..] : text;
        return ulong.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out ulong value)
            ? value
            : throw new FormatException($"'{text}' is not a miner such as 1000 or f01000.");
    }

    /// <summary>A whole number within bounds.</summary>
    public static Func<string, int> Integer(int least, int most) => text =>
        int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out int value) && value >= least && value <= most
            ? value
            : throw new FormatException($"'{text}' is not a whole number from {least} to {most}.");

    /// <summary>A time such as 30s or 1h30m, longer than nothing.</summary>
    public static TimeSpan PositiveDuration(string text) =>
        DurationText.Parse(text) is { Ticks: > 0 } time ? time : throw new FormatException($"'{text}' is not longer than nothing.");

    /// <summary>One of a few words.</summary>
    public static Func<string, string> OneOf(params string[] words) => text =>
        words.Contains(text, StringComparer.Ordinal) ? text : throw new FormatException($"'{text}' is none of {string.Join(", ", words)}.");

    /// <summary>Whole numbers separated by commas.</summary>
    public static ulong[] Numbers(string text) => [.. List(text).Select(number => Number(number)!.Value)];

    /// <summary>Words separated by commas; empty ones are left out.</summary>
    public static string[] List(string text) => text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);

    private static string WithoutPrefix(string hex) => hex.StartsWith("0x", StringComparison.OrdinalIgnoreCase) ? hex[2..] : hex;
}
