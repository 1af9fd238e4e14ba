using System.Globalization;

namespace LotusSeal.Primitives;

/// <summary>A sector of a miner; the JSON form is <c>{"Miner":1000,"Number":9}</c>, the file name <c>s-t01000-9</c>.</summary>
public readonly record struct SectorId(ulong Miner, ulong Number)
{
    /// <summary>The name of the sector's files: always <c>t0</c>, on every network (protocol spec 5.1).</summary>
    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"s-t0{Miner}-{Number}");

    /// <summary>Parses <c>s-t01000-9</c> exactly; no sign, white space or trailing text.</summary>
    public static bool TryParse(string? text, out SectorId id)
    {
        id = default;
        if (text is null || !text.StartsWith("s-t0", StringComparison.Ordinal)) return false;
        string[] parts = text[4..].Split('-');
        if (parts.Length != 2 || !TryNumber(parts[0], out ulong miner) || !TryNumber(parts[1], out ulong number)) return false;
        id = new SectorId(miner, number);
        return true;
    }

    private static bool TryNumber(string text, out ulong value) =>
        ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out value);
}
