using System.Numerics;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Which auxiliary variables are on one side of some row, a bit for each (porep.md 9.2).</summary>
internal sealed class VariableSet
{
    private const int WordBits = 64;

    private readonly List<ulong> _words = [];

    /// <summary>Number of variables in it.</summary>
    public int Count { get; private set; }

    /// <summary>Puts a variable in.</summary>
    public void Add(uint variable)
    {
        int word = (int)(variable / WordBits);
        while (_words.Count <= word) _words.Add(0);
        ulong bit = 1UL << (int)(variable % WordBits);
        if ((_words[word] & bit) != 0) return;
        _words[word] |= bit;
        Count++;
    }

    /// <summary>Their numbers in ascending order.</summary>
    public IEnumerable<int> Members()
    {
        for (int word = 0; word < _words.Count; word++)
        {
            for (ulong bits = _words[word]; bits != 0; bits &= bits - 1) yield return word * WordBits + BitOperations.TrailingZeroCount(bits);
        }
    }
}
