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

    /// <summary>Whether a variable is in it.</summary>
    public bool Contains(uint variable) => variable / WordBits < _words.Length && (_words[variable / WordBits] >> (int)variable & 1) != 0;

    /// <summary>Puts in all that are in another one.</summary>
    public void UnionWith(VariableSet other)
    {
        if (other._words.Length > _words.Length) Array.Resize(ref _words, other._words.Length);
        for (int i = 0; i < other._words.Length; i++) _words[i] |= other._words[i];
    }
}
