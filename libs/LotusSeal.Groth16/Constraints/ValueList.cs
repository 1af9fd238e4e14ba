using System.Collections;
using System.Numerics;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// Values nearly all of which are 0 or 1, as those of a circuit of hashes are (porep.md 8.6): two bits for each, and in full only the others.
/// </summary>
internal sealed class ValueList : IReadOnlyList<Fr>, IScalars
{
    private const int WordBits = 64;

    private static readonly Fr[] Bits = [Fr.Zero, Fr.One];

    private readonly List<Fr> _others = [];
    private Word[] _words = [];

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <inheritdoc/>
    public Fr this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return Of(_words[index / WordBits], index % WordBits);
        }
    }

    /// <summary>Whether a value is 0 or 1, and which.</summary>
    public bool IsBit(int index, out bool isOne)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        ref readonly Word word = ref _words[index / WordBits];
        isOne = (word.Ones >> index & 1) != 0;
        return (word.Others >> index & 1) == 0;
    }

    /// <summary>Adds a value behind the last one.</summary>
    public void Add(in Fr value)
    {
        int index = Count / WordBits;
        if (Count % WordBits == 0)
        {
            if (index == _words.Length) Array.Resize(ref _words, Math.Max(16, 2 * index));
            _words[index].Before = _others.Count;
        }

        ulong bit = 1UL << Count++;
        if (value == Fr.Zero) return;
        if (value == Fr.One)
        {
            _words[index].Ones |= bit;
            return;
        }

        _words[index].Others |= bit;
        _others.Add(value);
    }

    /// <inheritdoc/>
    public void Read(int start, Span<Fr> destination)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(destination.Length, Count - start);
        ulong which = ulong.MaxValue << start;
        for (int word = start / WordBits; !destination.IsEmpty; word++)
        {
            destination = destination[Gather(word, which, destination)..];
            which = ulong.MaxValue;
        }
    }

    /// <summary>Copies values of one word.</summary>
    /// <param name="word">Index of the word.</param>
    /// <param name="which">A bit for each of its 64 values: whether it is wanted.</param>
    /// <param name="destination">Receives those that are, as many as there is room for.</param>
    /// <returns>How many were copied.</returns>
    public int Gather(int word, ulong which, Span<Fr> destination)
    {
        Word values = _words[word];
        int count = 0;
        for (; which != 0 && count < destination.Length; which &= which - 1)
            destination[count++] = Of(values, BitOperations.TrailingZeroCount(which));
        return count;
    }

    /// <inheritdoc/>
    public IEnumerator<Fr> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private Fr Of(in Word word, int place)
    {
        ulong bit = 1UL << place;
        return (word.Others & bit) == 0
            ? Bits[(int)(word.Ones >> place & 1)]
            : _others[word.Before + BitOperations.PopCount(word.Others & (bit - 1))];
    }

    /// <summary>64 values: which are 1, which are neither 0 nor 1, and how many of the latter are before them.</summary>
    private record struct Word(ulong Ones, ulong Others, int Before);
}
