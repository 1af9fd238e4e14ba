namespace LotusSeal.Sealing.Labels;

/// <summary>The memory of two sectors, while one of them needs it for a layer.</summary>
internal sealed class LayerPair
{
    private readonly LayerMemory _even, _odd;
    private int _needs = 2;

    /// <summary>Takes the memory over.</summary>
    public LayerPair(LayerMemory even, LayerMemory odd)
    {
        (_even, _odd) = (even, odd);
        even.Home?.Lend();
        odd.Home?.Lend();
    }

    /// <summary>One of the sectors needs it no more; the second that says so gives all of it back.</summary>
    public void Release()
    {
        if (Interlocked.Decrement(ref _needs) > 0) return;
        _even.Release(wasLent: true);
        _odd.Release(wasLent: true);
    }
}
