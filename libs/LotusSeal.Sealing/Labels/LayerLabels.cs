using LotusSeal.Sealing.Backends;

namespace LotusSeal.Sealing.Labels;

/// <summary>
/// The labels of a layer of one sector: in memory of its own, in order, or side by side with those of another sector, in the memory of both.
/// Disposing them gives the memory back, to each sector its own, once the other needs its labels no more either.
/// </summary>
internal sealed class LayerLabels : IDisposable
{
    private readonly LayerMemory? _alone;
    private readonly LayerPair? _pair;
    private bool _isDisposed;

    private LayerLabels(LayerMemory? alone, LayerPair? pair, int seat, LabelPlaces places, ulong length) =>
        (_alone, _pair, Seat, Places, Length) = (alone, pair, seat, places, length);

    /// <summary>Bytes.</summary>
    public ulong Length { get; }

    /// <summary>Where each label lies.</summary>
    public LabelPlaces Places { get; }

    /// <summary>0 for the first one of two that lie side by side, 1 for the second.</summary>
    public int Seat { get; }

    /// <summary>The same object for two that lie side by side; null for one that lies alone.</summary>
    public object? Pair => _pair;

    /// <summary>In memory of its own, which is taken over.</summary>
    public static LayerLabels Alone(LayerMemory memory) => new(memory, null, 0, memory.Places, memory.Length);

    /// <summary>Side by side in the memory of two sectors, of one length, which is taken over.</summary>
    public static (LayerLabels First, LayerLabels Second) Beside(LayerMemory even, LayerMemory odd)
    {
        LabelPlaces first = even.PlacesBeside(odd, 0), second = even.PlacesBeside(odd, 1);
        LayerPair pair = new(even, odd);
        return (new LayerLabels(null, pair, 0, first, even.Length), new LayerLabels(null, pair, 1, second, even.Length));
    }

    /// <summary>Labels in order: where they lie, or a copy.</summary>
    /// <param name="offset">The first byte, of a node's first.</param>
    /// <param name="length">Bytes, of whole nodes.</param>
    /// <param name="room">For the copy: empty, or of that length at least, then used from then on.</param>
    /// <exception cref="ArgumentOutOfRangeException">They are not all in the layer.</exception>
    public ReadOnlySpan<byte> Read(ulong offset, int length, scoped ref byte[] room)
    {
        if (_alone is not null) return _alone.Slice(offset, length);
        if (offset > Length || (ulong)length > Length - offset)
            throw new ArgumentOutOfRangeException(nameof(offset), offset, $"{length} bytes from {offset} are not in a layer of {Length}.");
        if (room.Length < length) room = GC.AllocateUninitializedArray<byte>(length);
        Span<byte> copy = room.AsSpan(0, length);
        Places.CopyTo(offset / Digest.Size, copy);
        return copy;
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_isDisposed) return;
        _isDisposed = true;
        if (_alone is not null) _alone.Release();
        else _pair!.Release();
    }
}
