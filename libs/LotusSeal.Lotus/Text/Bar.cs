namespace LotusSeal.Lotus.Text;

/// <summary>The bars of the text outputs (protocol spec 6.1, 6.6, 6.7).</summary>
public static class Bar
{
    /// <summary>Columns of a worker's bar.</summary>
    public const int WorkerColumns = 64;

    /// <summary>Reserved share in yellow, then used share in green, rounded half away from zero, then blanks.</summary>
    /// <param name="painter">Colours or none.</param>
    /// <param name="total">What fills the bar; nothing is drawn when it is 0.</param>
    /// <param name="reserved">First part.</param>
    /// <param name="used">Second part.</param>
    public static string Draw(AnsiPainter painter, double total, double reserved, double used)
    {
        int yellow = Columns(reserved, total);
        int green = Columns(used, total);
        return Join(painter, yellow, green);
    }

    /// <summary>As v0.3.0 draws: whole columns, rounded down.</summary>
    public static string DrawFloor(AnsiPainter painter, ulong total, ulong reserved, ulong used) =>
        total == 0 ? Join(painter, 0, 0) : Join(painter, FloorColumns(reserved, total), FloorColumns(used, total));

    private static string Join(AnsiPainter painter, int yellow, int green) =>
        painter.Paint(AnsiColor.Yellow, new string('|', yellow))
        + painter.Paint(AnsiColor.Green, new string('|', green))
        + new string(' ', Math.Max(0, WorkerColumns - yellow - green));

    private static int Columns(double part, double total) =>
        total <= 0 ? 0 : (int)Math.Round(part / total * WorkerColumns, MidpointRounding.AwayFromZero);

    private static int FloorColumns(ulong part, ulong total) => (int)((UInt128)part * WorkerColumns / total);
}
