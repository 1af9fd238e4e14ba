namespace LotusSeal.Sealing.Memory;

/// <summary>The pages behind all layers that this process has in memory.</summary>
public static class LayerPages
{
    private static readonly Lock Gate = new();
    private static PageUse _held;

    /// <summary>All of them together, at this moment.</summary>
    public static PageUse Held
    {
        get
        {
            lock (Gate) return _held;
        }
    }

    internal static void Add(PageUse pages)
    {
        lock (Gate) _held += pages;
    }

    internal static void Remove(PageUse pages)
    {
        lock (Gate) _held -= pages;
    }
}
