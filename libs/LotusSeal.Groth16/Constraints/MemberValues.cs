using System.Numerics;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>The values of those variables that are in a set, which does not change any more.</summary>
internal sealed class MemberValues : IScalars
{
    /// <summary>Words of the set for which is known how many members are before them.</summary>
    private const int Group = 64;

    private readonly ValueList _values;
    private readonly VariableSet _set;
    private readonly int[] _before;

    public MemberValues(ValueList values, VariableSet set)
    {
        (_values, _set) = (values, set);
        ReadOnlySpan<ulong> words = set.Words;
        _before = new int[(words.Length + Group - 1) / Group];
        for (int i = 0; i < words.Length; i++)
        {
            if (i % Group == 0) _before[i / Group] = Count;
            Count += BitOperations.PopCount(words[i]);
        }
    }

    /// <inheritdoc/>
    public int Count { get; }

    /// <inheritdoc/>
    public long Bytes => (long)_before.Length * sizeof(int);

    /// <inheritdoc/>
    public void Read(int start, Span<Fr> destination)
    {
        if (destination.IsEmpty) return;
        (int word, ulong which) = Find(start);
        while (true)
        {
            destination = destination[_values.Gather(word, which, destination)..];
            if (destination.IsEmpty) return;
            which = _set.Words[++word];
        }
    }

    /// <inheritdoc/>
    public void AppendTo(ValueList list, int start, int count)
    {
        if (count == 0) return;
        (int word, ulong which) = Find(start);
        while (true)
        {
            int members = BitOperations.PopCount(which);
            for (; members > count; members--) which &= ~(1UL << BitOperations.Log2(which));
            _values.GatherTo(word, which, list);
            if ((count -= members) == 0) return;
            which = _set.Words[++word];
        }
    }

    /// <summary>The word of a member, and which of its variables are that member and later ones.</summary>
    private (int Word, ulong Which) Find(int member)
    {
        ReadOnlySpan<ulong> words = _set.Words;
        int group = GroupOf(member), word = group * Group, skip = member - _before[group];
        for (int members; skip >= (members = BitOperations.PopCount(words[word])); word++) skip -= members;
        ulong which = words[word];
        for (; skip > 0; skip--) which &= which - 1;
        return (word, which);
    }

    /// <summary>The last group before which are no more members than that.</summary>
    private int GroupOf(int member)
    {
        int group = Array.BinarySearch(_before, member);
        if (group < 0) return ~group - 1;
        while (group + 1 < _before.Length && _before[group + 1] == member) group++;
        return group;
    }
}
