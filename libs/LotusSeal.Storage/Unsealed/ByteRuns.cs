namespace LotusSeal.Storage;

/// <summary>A range of bytes in a padded file.</summary>
public readonly record struct ByteRange(ulong Offset, ulong Size)
{
    /// <summary>First byte behind the range.</summary>
    public ulong End => checked(Offset + Size);
}

/// <summary>A set of byte positions as sorted, separate, non-empty ranges.</summary>
public sealed class ByteRuns
{
    private readonly List<ByteRange> _ranges = [];

    /// <summary>An empty set.</summary>
    public ByteRuns() { }

    /// <summary>The set with all bytes of the ranges.</summary>
    public ByteRuns(IEnumerable<ByteRange> ranges)
    {
        ArgumentNullException.ThrowIfNull(ranges);
        foreach (ByteRange range in ranges) Add(range);
    }

    /// <summary>The ranges in ascending order.</summary>
    public IReadOnlyList<ByteRange> Ranges => _ranges;

    /// <summary>Number of bytes in the set.</summary>
    public ulong Count => _ranges.Aggregate(0UL, (sum, range) => sum + range.Size);

    /// <summary>First position behind the last byte, 0 when empty.</summary>
    public ulong End => _ranges.Count == 0 ? 0 : _ranges[^1].End;

    /// <summary>True when every byte of the range is in the set; true for an empty range.</summary>
    public bool Contains(ByteRange range) => range.Size == 0 || _ranges.Any(known => known.Offset <= range.Offset && range.End <= known.End);

    /// <summary>Adds all bytes of a range.</summary>
    public void Add(ByteRange range)
    {
        if (range.Size == 0) return;
        ulong start = range.Offset, end = range.End;
        int first = _ranges.FindIndex(known => known.End >= start);
        if (first < 0)
        {
            _ranges.Add(range);
            return;
        }

        int behind = _ranges.FindIndex(first, known => known.Offset > end);
        if (behind < 0) behind = _ranges.Count;
        if (behind > first)
        {
            start = Math.Min(start, _ranges[first].Offset);
            end = Math.Max(end, _ranges[behind - 1].End);
            _ranges.RemoveRange(first, behind - first);
        }

        _ranges.Insert(first, new ByteRange(start, end - start));
    }

    /// <summary>Takes all bytes of a range out.</summary>
    public void Remove(ByteRange range)
    {
        if (range.Size == 0) return;
        for (int i = _ranges.Count - 1; i >= 0; i--)
        {
            ByteRange known = _ranges[i];
            if (known.End <= range.Offset || known.Offset >= range.End) continue;
            _ranges.RemoveAt(i);
            if (known.End > range.End) _ranges.Insert(i, new ByteRange(range.End, known.End - range.End));
            if (known.Offset < range.Offset) _ranges.Insert(i, new ByteRange(known.Offset, range.Offset - known.Offset));
        }
    }
}
