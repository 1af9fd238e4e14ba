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
    public void Read(int start, Span<Fr> destination)
    {
        if (destination.IsEmpty) return;
        ReadOnlySpan<ulong> words = _set.Words;
        int group = GroupOf(start), word = group * Group, skip = start - _before[group];
        for (int members; skip >= (members = BitOperations.PopCount(words[word])); word++) skip -= members;
        ulong which = words[word];
        for (; skip > 0; skip--) which &= which - 1;
        while (true)
        {
            destination = destination[_values.Gather(word, which, destination)..];
            if (destination.IsEmpty) return;
            which = words[++word];
        }
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
