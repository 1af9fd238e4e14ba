namespace LotusSeal.Sealing.Sectors;

/// <summary>Bytes of a sector's data, before padding; they need not start or end at a block.</summary>
/// <param name="Offset">First byte.</param>
/// <param name="Length">Number of bytes.</param>
public readonly record struct DataRange(ulong Offset, ulong Length)
{
    /// <summary>True when the range ends within the first <paramref name="whole"/> bytes.</summary>
    public bool IsWithin(UnpaddedSize whole) => Offset <= whole.Bytes && Length <= whole.Bytes - Offset;
}
