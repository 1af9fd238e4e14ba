using System.Collections;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// Values nearly all of which are 0 or 1, a few 2 or -1, as those of a circuit of hashes and of its rows are (porep.md 8.6): four bits for each, and
/// in full only the others.
/// </summary>
public sealed class ValueList : IReadOnlyList<Fr>, IRowSide
{
    /// <summary>Values of a word.</summary>
    public const int WordValues = 64;

    private readonly List<Fr> _others;
    private ValueWord[] _words;

    /// <summary>Room for values; more is made when it is too little.</summary>
    /// <param name="capacity">Values.</param>
    /// <param name="others">How many of them are in full.</param>
    public ValueList(int capacity = 0, int others = 0) => (_words, _others) = (new ValueWord[WordsOf(capacity)], new List<Fr>(others));

    /// <inheritdoc/>
    public int Count { get; private set; }

    /// <summary>Every word; the last one may be filled in part.</summary>
    public ReadOnlySpan<ValueWord> Words => _words.AsSpan(0, WordsOf(Count));

    /// <summary>The values that are in full, in order.</summary>
    public ReadOnlySpan<Fr> Others => CollectionsMarshal.AsSpan(_others);

    /// <summary>Bytes of memory that it holds.</summary>
    public long Bytes => (long)_words.Length * Unsafe.SizeOf<ValueWord>() + (long)_others.Capacity * Fr.Size;

    /// <inheritdoc/>
    public Fr this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
            return Of(_words[index / WordValues], index % WordValues);
        }
    }

    /// <summary>Whether a value is 0 or 1, and which.</summary>
    public bool IsBit(int index, out bool isOne)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)Count);
        ref readonly ValueWord word = ref _words[index / WordValues];
        isOne = (word.Low >> index & 1) != 0;
        return ((word.Others | word.High) >> index & 1) == 0;
    }

    /// <summary>Takes all values out; the room stays.</summary>
    public void Clear()
    {
        Count = 0;
        _others.Clear();
    }

    /// <summary>Adds a value behind the last one.</summary>
    public void Add(in Fr value)
    {
        if (Count % WordValues == 0) Begin(Count / WordValues);
        ref ValueWord word = ref _words[Count / WordValues];
        ulong bit = 1UL << Count++;
        if (value == Fr.Zero) return;
        if (value == Fr.One)
        {
            word.Low |= bit;
            return;
        }

        word.Others |= bit;
        _others.Add(value);
    }

    /// <summary>Adds bits, the first one lowest, at most 64.</summary>
    public void AddBits(ulong bits, int count) => AddSmall(SmallSide.Of(bits), count);

    /// <summary>Adds small numbers, at most 64.</summary>
    public void AddSmall(SmallSide values, int count)
    {
        if (count == 0) return;
        ulong all = ulong.MaxValue >> WordValues - count;
        AddWord(values.Low & all, values.High & all, others: 0, count, []);
    }

    /// <inheritdoc/>
    public void Read(int start, Span<Fr> destination)
    {
        RequireRange(start, destination.Length);
        for (int place = start % WordValues, word = start / WordValues; !destination.IsEmpty; word++, place = 0)
        {
            int count = Math.Min(WordValues - place, destination.Length);
            Copy(_words[word], place, destination[..count]);
            destination = destination[count..];
        }
    }

    /// <inheritdoc/>
    public void AppendTo(ValueList list, int start, int count)
    {
        RequireRange(start, count);
        for (int place = start % WordValues, word = start / WordValues, length; count > 0; word++, place = 0, count -= length)
        {
            length = Math.Min(WordValues - place, count);
            ulong which = ulong.MaxValue >> WordValues - length;
            ValueWord values = _words[word];
            ulong others = values.Others >> place & which;
            list.AddWord(values.Low >> place & which, values.High >> place & which, others, length,
                others == 0 ? [] : Others.Slice(values.Before + CountBelow(values.Others, place), BitOperations.PopCount(others)));
        }
    }

    /// <summary>Copies values of one word.</summary>
    /// <param name="word">Index of the word.</param>
    /// <param name="which">A bit for each of its 64 values: whether it is wanted.</param>
    /// <param name="destination">Receives those that are, as many as there is room for.</param>
    /// <returns>How many were copied.</returns>
    internal int Gather(int word, ulong which, Span<Fr> destination)
    {
        ValueWord values = _words[word];
        int count = 0;
        for (; which != 0 && count < destination.Length; which &= which - 1)
            destination[count++] = Of(values, BitOperations.TrailingZeroCount(which));
        return count;
    }

    /// <summary>Adds values of one word to a list.</summary>
    /// <param name="word">Index of the word.</param>
    /// <param name="which">A bit for each of its 64 values: whether it is wanted.</param>
    /// <param name="list">Receives those that are.</param>
    internal void GatherTo(int word, ulong which, ValueList list)
    {
        ValueWord values = _words[word];
        ulong others = which & values.Others;
        Span<Fr> full = stackalloc Fr[BitOperations.PopCount(others)];
        Gather(word, others, full);
        list.AddWord(BitsOf.Gather(values.Low, which), BitsOf.Gather(values.High, which), BitsOf.Gather(values.Others, which),
            BitOperations.PopCount(which), full);
    }

    /// <inheritdoc/>
    public IEnumerator<Fr> GetEnumerator()
    {
        for (int i = 0; i < Count; i++) yield return this[i];
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static int WordsOf(int count) => (count + WordValues - 1) / WordValues;

    private static int CountBelow(ulong bits, int place) => BitOperations.PopCount(bits & (1UL << place) - 1);

    /// <summary>Adds up to 64 values; bits behind them are 0.</summary>
    private void AddWord(ulong low, ulong high, ulong others, int count, ReadOnlySpan<Fr> full)
    {
        int room = WordValues - Count % WordValues;
        if (count <= room)
        {
            AddToWord(low, high, others, count, full);
            return;
        }

        ulong fitting = (1UL << room) - 1;
        int before = BitOperations.PopCount(others & fitting);
        AddToWord(low & fitting, high & fitting, others & fitting, room, full[..before]);
        AddToWord(low >> room, high >> room, others >> room, count - room, full[before..]);
    }

    /// <summary>Adds values that fit into one word.</summary>
    private void AddToWord(ulong low, ulong high, ulong others, int count, ReadOnlySpan<Fr> full)
    {
        int place = Count % WordValues;
        if (place == 0) Begin(Count / WordValues);
        ref ValueWord word = ref _words[Count / WordValues];
        word.Low |= low << place;
        word.High |= high << place;
        word.Others |= others << place;
        if (!full.IsEmpty) _others.AddRange(full);
        Count += count;
    }

    private void Begin(int word)
    {
        if (word == _words.Length) Array.Resize(ref _words, Math.Max(16, 2 * word));
        _words[word] = new ValueWord(0, 0, 0, _others.Count);
    }

    private void Copy(in ValueWord word, int place, Span<Fr> destination)
    {
        if (word.Others != 0)
        {
            for (int i = 0; i < destination.Length; i++) destination[i] = Of(word, place + i);
            return;
        }

        new SmallSide(word.Low >> place, word.High >> place).Write(destination);
    }

    private Fr Of(in ValueWord word, int place) => (word.Others >> place & 1) == 0
        ? new SmallSide(word.Low, word.High)[place]
        : _others[word.Before + CountBelow(word.Others, place)];

    private void RequireRange(int start, int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(start);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, Count - start);
    }
}
