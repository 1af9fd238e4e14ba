namespace LotusSeal.Groth16.Constraints;

/// <summary>Which auxiliary variables are on one side of some row, a bit for each (porep.md 9.2).</summary>
internal sealed class VariableSet
{
    private const int WordBits = 64;

    private ulong[] _words = [];

    /// <summary>The bits, the first variable's lowest.</summary>
    public ReadOnlySpan<ulong> Words => _words;

    /// <summary>Puts a variable in.</summary>
    public void Add(uint variable)
    {
        int word = (int)(variable / WordBits);
        if (word >= _words.Length) Array.Resize(ref _words, Math.Max(word + 1, 2 * _words.Length));
        _words[word] |= 1UL << (int)variable;
    }

    /// <summary>Makes room for variables below a number, which threads may put in at once.</summary>
    public void Reserve(int variables)
    {
        int words = (variables + WordBits - 1) / WordBits;
        if (words > _words.Length) Array.Resize(ref _words, words);
    }

    /// <summary>Puts a variable in that room was made for, while others do.</summary>
    public void AddShared(uint variable)
    {
        ref ulong word = ref _words[variable / WordBits];
        ulong bit = 1UL << (int)variable;
        // Nearly all are in it already: they are not written again.
        if ((Volatile.Read(ref word) & bit) == 0) Interlocked.Or(ref word, bit);
    }
}
