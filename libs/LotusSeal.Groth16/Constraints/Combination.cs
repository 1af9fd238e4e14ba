using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>A sum of variables with factors. It is filled, read once, and filled anew.</summary>
public sealed class Combination
{
    private static readonly Fr MinusOne = -Fr.One;

    private Term[] _terms = new Term[8];
    private int _count;

    /// <summary>The terms in the order in which they were added; a variable may be there more than once.</summary>
    public ReadOnlySpan<Term> Terms => _terms.AsSpan(0, _count);

    /// <summary>Takes every term out.</summary>
    public void Clear() => _count = 0;

    /// <summary>Adds a variable.</summary>
    public Combination Add(Variable variable) => Add(variable, Fr.One);

    /// <summary>Adds a multiple of a variable.</summary>
    public Combination Add(Variable variable, in Fr factor)
    {
        if (_count == _terms.Length) Array.Resize(ref _terms, 2 * _count);
        _terms[_count++] = new Term(variable, factor);
        return this;
    }

    /// <summary>Takes a variable away.</summary>
    public Combination Subtract(Variable variable) => Add(variable, MinusOne);

    /// <summary>Each variable once, inputs first, by number; those with factor 0 are left out.</summary>
    /// <param name="merged">Room for the result; it is cleared first.</param>
    public void Merge(List<Term> merged)
    {
        ArgumentNullException.ThrowIfNull(merged);
        merged.Clear();
        if (_count > 1) _terms.AsSpan(0, _count).Sort(static (a, b) => Order(a.Variable).CompareTo(Order(b.Variable)));
        foreach (Term term in Terms)
        {
            if (merged.Count > 0 && merged[^1].Variable == term.Variable)
                merged[^1] = term with { Coefficient = merged[^1].Coefficient + term.Coefficient };
            else merged.Add(term);
        }

        merged.RemoveAll(static term => term.Coefficient == Fr.Zero);
    }

    private static ulong Order(Variable variable) => variable.Index | (variable.IsInput ? 0 : 1UL << 32);
}
