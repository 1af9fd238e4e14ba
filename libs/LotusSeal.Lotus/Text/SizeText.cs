using System.Globalization;

namespace LotusSeal.Lotus.Text;

/// <summary>Sizes as Lotus prints them: binary units, four significant digits, <c>0 B</c> for nothing (protocol spec 6).</summary>
public static class SizeText
{
    private static readonly string[] Units = ["B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB", "ZiB"];

    /// <summary>The text of a number of bytes, for instance <c>18.1 GiB</c>.</summary>
    public static string Format(ulong bytes)
    {
        if (bytes == 0) return "0 B";
        decimal value = bytes;
        int unit = 0;
        for (; value >= 1024 && unit + 1 < Units.Length; unit++) value /= 1024;
        int decimals = value switch { >= 1000 => 0, >= 100 => 1, >= 10 => 2, _ => 3 };
        // Half to even is what C-style formatting does with a value that lies exactly between two texts.
        decimal rounded = Math.Round(value, decimals, MidpointRounding.ToEven);
        return string.Create(CultureInfo.InvariantCulture, $"{rounded:0.###} {Units[unit]}");
    }

    /// <summary>As <see cref="Format(ulong)"/>; a negative number, which a confused peer may send, gets a sign.</summary>
    public static string Format(long bytes) => bytes < 0 ? $"-{Format((ulong)-bytes)}" : Format((ulong)bytes);
}
