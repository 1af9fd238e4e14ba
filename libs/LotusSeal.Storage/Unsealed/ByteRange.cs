namespace LotusSeal.Storage;

/// <summary>A range of bytes in a padded file.</summary>
public readonly record struct ByteRange(ulong Offset, ulong Size)
{
    /// <summary>First byte behind the range.</summary>
    public ulong End => checked(Offset + Size);
}
