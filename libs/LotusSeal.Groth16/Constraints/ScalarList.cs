using System.Collections;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>The numbers beside the points of a query, put together from parts. They are read in runs, which is what makes it cheap.</summary>
public sealed class ScalarList : IReadOnlyList<Fr>
{
    private const int Run = 1 << 14, Enumerated = 1 << 10;

    private readonly IScalars[] _parts;
    private readonly int[] _begins;

    /// <summary>Those of parts, one behind the other; parts without numbers are left out.</summary>
    internal ScalarList(IEnumerable<IScalars> parts)
    {
        _parts = [.. parts.Where(part => part.Count > 0)];
        _begins = new int[_parts.Length];
        for (int i = 0; i < _parts.Length; i++)
        {
            _begins[i] = Count;
            Count = checked(Count + _parts[i].Count);
        }
    }

    /// <summary>Number of numbers.</summary>
    public int Count { get; }

    /// <summary>Bytes of memory that they take.</summary>
    public long Bytes => _parts.Sum(part => part.Bytes);

    /// <summary>One of them.</summary>
    public Fr this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            Fr value = default;
            Read(index, new Span<Fr>(ref value));
            return value;
        }
    }

    /// <summary>Numbers that are there in full; they are not copied.</summary>
    public static ScalarList Of(ReadOnlyMemory<Fr> values) => new([new PlainScalars(values)]);

    /// <summary>Those of a list.</summary>
    public static ScalarList Of(ValueList values) => new([values]);

    /// <summary>These numbers behind others.</summary>
    public ScalarList Behind(IEnumerable<Fr> first) => new(_parts.Prepend(new PlainScalars((Fr[])[.. first])));

    /// <summary>Reads as many as there is room for.</summary>
    /// <param name="start">Index of the first.</param>
    /// <param name="destination">Receives them.</param>
    /// <param name="threads">Threads that do it at most.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public void Read(int start, Memory<Fr> destination, int threads)
    {
        RequireRange(start, destination.Length);
        Parallel.For(0, (destination.Length + Run - 1) / Run, new ParallelOptions { MaxDegreeOfParallelism = threads }, run =>
        {
            int begin = run * Run;
            Read(start + begin, destination.Span.Slice(begin, Math.Min(Run, destination.Length - begin)));
        });
    }

    /// <summary>Puts some of them into a list, in place of what was there.</summary>
    /// <param name="list">The list.</param>
    /// <param name="start">Index of the first.</param>
    /// <param name="count">How many.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are fewer.</exception>
    public void CopyTo(ValueList list, int start, int count)
    {
        ArgumentNullException.ThrowIfNull(list);
        RequireRange(start, count);
        list.Clear();
        for (int part = PartOf(start), length; count > 0; part++, start += length, count -= length)
        {
            int from = start - _begins[part];
            length = Math.Min(count, _parts[part].Count - from);
            _parts[part].AppendTo(list, from, length);
        }
    }

    /// <inheritdoc/>
    public IEnumerator<Fr> GetEnumerator()
    {
        Fr[] run = new Fr[Math.Min(Enumerated, Count)];
        for (int start = 0; start < Count; start += run.Length)
        {
            int length = Math.Min(run.Length, Count - start);
            Read(start, run.AsSpan(0, length));
            for (int i = 0; i < length; i++) yield return run[i];
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private void Read(int start, Span<Fr> destination)
    {
        for (int part = PartOf(start), length; !destination.IsEmpty; part++, start += length, destination = destination[length..])
        {
            int from = start - _begins[part];
            length = Math.Min(destination.Length, _parts[part].Count - from);
            _parts[part].Read(from, destination[..length]);
        }
    }

    private int PartOf(int index)
    {
        int part = Array.BinarySearch(_begins, index);
        return part < 0 ? ~part - 1 : part;
    }

    private void RequireRange(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
    }
}
