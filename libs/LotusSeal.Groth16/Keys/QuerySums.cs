using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Groth16.Keys;

/// <summary>The polynomials of each variable at τ: inputs first, then auxiliary ones.</summary>
internal sealed class QuerySums(Fr[] lagrange, int inputs, int aux) : IConstraintSink
{
    private int _row;

    public int Inputs => inputs;

    public Fr[] A { get; } = new Fr[inputs + aux];

    public Fr[] B { get; } = new Fr[inputs + aux];

    public Fr[] C { get; } = new Fr[inputs + aux];

    public void Take(Combination a, Combination b, Combination c)
    {
        Fr weight = lagrange[_row++];
        Add(A, a, weight);
        Add(B, b, weight);
        Add(C, c, weight);
    }

    /// <summary>The row of each public input, behind the constraints.</summary>
    public void AddInputs(int constraints)
    {
        for (int i = 0; i < inputs; i++) A[i] += lagrange[constraints + i];
    }

    private void Add(Fr[] sums, Combination combination, Fr weight)
    {
        foreach (Term term in combination.Terms)
            sums[term.Variable.Index + (term.Variable.IsInput ? 0 : inputs)] += term.Coefficient * weight;
    }
}
