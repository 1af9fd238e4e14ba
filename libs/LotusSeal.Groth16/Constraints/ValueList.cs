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
    private Word[] _words;

    /// <summary>Room for values; more is made when it is too little.</summary>
    public ValueList(int capacity = 0) => _words = new Word[(capacity + WordBits - 1) / WordBits];

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
        if (Count % WordBits == 0) Begin(Count / WordBits);
        ref Word word = ref _words[Count / WordBits];
        ulong bit = 1UL << Count++;
        if (value == Fr.Zero) return;
        if (value == Fr.One)
        {
            word.Ones |= bit;
            return;
        }

        word.Others |= bit;
        _others.Add(value);
    }

    /// <summary>Adds bits, the first one lowest, at most 64.</summary>
    public void AddBits(ulong bits, int count)
    {
        if (count == 0) return;
        int index = Count / WordBits, place = Count % WordBits;
        bits &= ulong.MaxValue >> WordBits - count;
        if (place == 0) Begin(index);
        _words[index].Ones |= bits << place;
        Count += count;
        if (place + count <= WordBits) return;
        Begin(index + 1);
        _words[index + 1].Ones = bits >> WordBits - place;
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

    private void Begin(int word)
    {
        if (word == _words.Length) Array.Resize(ref _words, Math.Max(16, 2 * word));
        _words[word].Before = _others.Count;
    }

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
