using System.Collections;
using System.Numerics;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// Values nearly all of which are 0 or 1, as those of a circuit of hashes are (porep.md 8.6): two bits for each, and in full only the others.
/// </summary>
internal sealed class ValueList : IReadOnlyList<Fr>
{
    private const int WordBits = 64;

    // For 64 values: which are 1, which are neither 0 nor 1, and how many of the latter are before them.
    private readonly List<(ulong Ones, ulong Others, int Before)> _words = [];
    private readonly List<Fr> _others = [];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public Fr this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            (ulong ones, ulong others, int before) = _words[index / WordBits];
            ulong bit = 1UL << index % WordBits;
            if ((others & bit) != 0) return _others[before + BitOperations.PopCount(others & (bit - 1))];
            return (ones & bit) != 0 ? Fr.One : Fr.Zero;
        }
    }

    /// <summary>Adds a value behind the last one.</summary>
    public void Add(Fr value)
    {
        if (Count % WordBits == 0) _words.Add((0, 0, _others.Count));
        ulong bit = 1UL << Count++ % WordBits;
        if (value == Fr.Zero) return;
        (ulong ones, ulong others, int before) = _words[^1];
        if (value == Fr.One)
        {
            _words[^1] = (ones | bit, others, before);
            return;
        }

        _words[^1] = (ones, others | bit, before);
        _others.Add(value);
    }

    /// <inheritdoc/>
    public IEnumerator<Fr> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
