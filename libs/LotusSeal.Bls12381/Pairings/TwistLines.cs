using LotusSeal.Bls12381.Curves;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Bls12381.Pairings;

/// <summary>
/// The lines of a point of the second group in the loop of a pairing, 20 KiB: they depend on nothing else, so they are made once for a point that
/// is paired often.
/// </summary>
public sealed class TwistLines
{
    private readonly Line[] _lines;

    /// <summary>Takes lines that something else has made.</summary>
    /// <param name="lines">As many as the loop has steps; none for the point at infinity.</param>
    public TwistLines(Line[] lines)
    {
        ArgumentNullException.ThrowIfNull(lines);
        if (lines.Length != 0) ArgumentOutOfRangeException.ThrowIfNotEqual(lines.Length, Pairing.Steps);
        _lines = lines;
    }

    /// <summary>Whether it is of the point at infinity.</summary>
    public bool IsInfinity => _lines.Length == 0;

    /// <summary>The lines, one for each step.</summary>
    public ReadOnlySpan<Line> Steps => _lines;

    /// <summary>Makes those of a point.</summary>
    public static TwistLines Of(in AffinePoint<Fp2> point)
    {
        if (point.IsInfinity) return new TwistLines([]);
        Line[] lines = new Line[Pairing.Steps];
        TwistPoint at = new(point);
        int step = 0;
        for (int bit = Pairing.TopBit - 1; bit >= 0; bit--)
        {
            lines[step++] = at.Double();
            if (Pairing.AddsAt(bit)) lines[step++] = at.Add(point);
        }

        return new TwistLines(lines);
    }
}
