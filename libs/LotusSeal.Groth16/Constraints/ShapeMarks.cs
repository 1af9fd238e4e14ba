using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Marks the auxiliary variables of a part of a circuit that are on the first, and on the second side of some row.</summary>
/// <param name="firstAux">The part's first variable; those before are the head's.</param>
/// <param name="cancellationToken">Stops between some rows.</param>
internal sealed class ShapeMarks(int firstAux, CancellationToken cancellationToken) : IConstraintSink
{
    private int _rows;

    /// <summary>Its own on the first side, counted from its first.</summary>
    public VariableSet InA { get; } = new();

    /// <summary>Its own on the second side.</summary>
    public VariableSet InB { get; } = new();

    /// <summary>The head's on the first side.</summary>
    public VariableSet HeadInA { get; } = new();

    /// <summary>The head's on the second side.</summary>
    public VariableSet HeadInB { get; } = new();

    /// <inheritdoc/>
    public void Take(Combination a, Combination b, Combination c)
    {
        if (_rows++ % RowWriter.RowsBetweenChecks == 0) cancellationToken.ThrowIfCancellationRequested();
        Mark(InA, HeadInA, a);
        Mark(InB, HeadInB, b);
    }

    private void Mark(VariableSet own, VariableSet ofHead, Combination combination)
    {
        foreach (ref readonly Term term in combination.Terms)
        {
            if (term.Variable.IsInput || term.Coefficient == Fr.Zero) continue;
            uint variable = term.Variable.Index;
            if (variable >= (uint)firstAux) own.Add(variable - (uint)firstAux);
            else ofHead.Add(variable);
        }
    }
}
