namespace LotusSeal.Operator.Explain;

/// <summary>Workers as people count: the tenth after the ninth.</summary>
public sealed class WorkerOrder : IComparer<string>
{
    /// <summary>The order.</summary>
    public static WorkerOrder Instance { get; } = new();

    /// <inheritdoc/>
    public int Compare(string? x, string? y)
    {
        (string xPool, int xOrdinal) = Split(x ?? "");
        (string yPool, int yOrdinal) = Split(y ?? "");
        int pools = string.CompareOrdinal(xPool, yPool);
        return pools != 0 ? pools : xOrdinal != yOrdinal ? xOrdinal.CompareTo(yOrdinal) : string.CompareOrdinal(x, y);
    }

    private static (string Pool, int Ordinal) Split(string name)
    {
        int dash = name.LastIndexOf('-');
        return dash > 0 && int.TryParse(name.AsSpan(dash + 1), out int ordinal) ? (name[..dash], ordinal) : (name, -1);
    }
}
