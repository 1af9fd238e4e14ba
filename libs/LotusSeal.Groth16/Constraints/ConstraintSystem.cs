using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// What the gadgets of a circuit write to: variables with their values, and constraints. The order of both is part of the circuit (porep.md 8).
/// </summary>
public sealed class ConstraintSystem
{
    private readonly IConstraintSink? _sink;
    private readonly RowWriter? _rows;
    private readonly ConstraintSystem? _head;
    private readonly int _firstInput, _firstAux;
    private readonly List<Fr> _inputs = [];
    private readonly ValueList _aux;
    private readonly Combination _a = new(), _b = new(), _c = new();

    /// <summary>A system for a whole circuit.</summary>
    /// <param name="sink">Takes the constraints; null where only values are wanted.</param>
    public ConstraintSystem(IConstraintSink? sink = null)
        : this(new ValueList())
    {
        _sink = sink;
        _inputs.Add(Fr.One);
    }

    /// <summary>A system for one block, which knows the variables of the head besides its own.</summary>
    /// <param name="sink">Takes the constraints.</param>
    /// <param name="head">The head, to which nothing is written any more.</param>
    /// <param name="begin">What is before the block: its variables are counted from there.</param>
    internal ConstraintSystem(IConstraintSink sink, ConstraintSystem head, BlockSize begin)
        : this(new ValueList())
    {
        (_sink, _head) = (sink, head);
        (_firstInput, _firstAux) = (begin.Inputs, begin.Aux);
    }

    /// <summary>A system for a part whose constraints are known: only its values are wanted, and those of the sides of its rows.</summary>
    /// <param name="rows">Takes the rows.</param>
    /// <param name="aux">How many auxiliary variables there will be.</param>
    /// <param name="head">The head of a block, to which nothing is written any more; null for a head.</param>
    /// <param name="begin">What is before the block.</param>
    internal ConstraintSystem(RowWriter rows, int aux, ConstraintSystem? head, BlockSize begin)
        : this(new ValueList(aux))
    {
        (_rows, _head) = (rows, head);
        (_firstInput, _firstAux) = (begin.Inputs, begin.Aux);
        if (head is null) _inputs.Add(Fr.One);
    }

    private ConstraintSystem(ValueList aux) => _aux = aux;

    /// <summary>Values of the public inputs, ONE first; of a block its own.</summary>
    public IReadOnlyList<Fr> Inputs => _inputs;

    /// <summary>Values of the auxiliary variables; of a block its own.</summary>
    public IReadOnlyList<Fr> Aux => _aux;

    /// <summary>Number of constraints.</summary>
    public int Constraints { get; private set; }

    /// <summary>
    /// Whether constraints are wanted with their terms. Where they are not, whoever knows the values of a row may give them instead, which is
    /// faster: that must be the values of the terms.
    /// </summary>
    public bool WantsTerms => _sink is not null;

    /// <summary><see cref="Aux"/> as what it is.</summary>
    internal ValueList AuxValues => _aux;

    /// <summary>The value of a variable.</summary>
    /// <exception cref="InvalidOperationException">It is of another block.</exception>
    public Fr ValueOf(Variable variable)
    {
        int own = (int)variable.Index - (variable.IsInput ? _firstInput : _firstAux);
        if (own < 0) return OfHead(variable);
        return variable.IsInput ? _inputs[own] : _aux[own];
    }

    /// <summary>A new auxiliary variable.</summary>
    public Variable Allocate(Fr value)
    {
        _aux.Add(value);
        return new Variable((uint)(_firstAux + _aux.Count - 1), IsInput: false);
    }

    /// <summary>New auxiliary variables that are bits.</summary>
    /// <param name="bits">Their values, the first one's lowest.</param>
    /// <param name="count">How many, at most 64.</param>
    /// <returns>The first one; the others follow it.</returns>
    public Variable AllocateBits(ulong bits, int count)
    {
        uint first = (uint)(_firstAux + _aux.Count);
        _aux.AddBits(bits, count);
        return new Variable(first, IsInput: false);
    }

    /// <summary>A new public input.</summary>
    public Variable AllocateInput(Fr value)
    {
        _inputs.Add(value);
        return new Variable((uint)(_firstInput + _inputs.Count - 1), IsInput: true);
    }

    /// <summary>Begins a constraint a · b = c, whose combinations are empty.</summary>
    public (Combination A, Combination B, Combination C) Begin()
    {
        _a.Clear();
        _b.Clear();
        _c.Clear();
        return (_a, _b, _c);
    }

    /// <summary>Ends the constraint that was begun.</summary>
    public void End() => Enforce(_a, _b, _c);

    /// <summary>A constraint of combinations that somebody else keeps.</summary>
    public void Enforce(Combination a, Combination b, Combination c)
    {
        Constraints++;
        _sink?.Take(a, b, c);
        _rows?.Add(ValueOf(a), ValueOf(b), ValueOf(c));
    }

    /// <summary>A constraint of which only the values of its sides are given.</summary>
    /// <exception cref="InvalidOperationException">Its terms are wanted.</exception>
    public void Enforce(in Fr a, in Fr b, in Fr c)
    {
        RefuseWithoutTerms();
        Constraints++;
        _rows?.Add(a, b, c);
    }

    /// <summary>Constraints of which only the values of their sides are given.</summary>
    /// <exception cref="InvalidOperationException">Their terms are wanted.</exception>
    public void Enforce(in SmallRows rows)
    {
        RefuseWithoutTerms();
        Constraints += rows.Count;
        _rows?.Add(rows);
    }

    /// <summary>The value of a combination.</summary>
    internal Fr ValueOf(Combination combination)
    {
        Fr sum = Fr.Zero;
        foreach (ref readonly Term term in combination.Terms)
        {
            // Most values are 0 or 1, and most factors 1.
            int own = (int)term.Variable.Index - _firstAux;
            if (!term.Variable.IsInput && own >= 0 && _aux.IsBit(own, out bool isOne))
            {
                if (isOne) sum += term.Coefficient;
                continue;
            }

            Fr value = ValueOf(term.Variable);
            if (value == Fr.One) sum += term.Coefficient;
            else if (value != Fr.Zero) sum += term.Coefficient == Fr.One ? value : value * term.Coefficient;
        }

        return sum;
    }

    private void RefuseWithoutTerms()
    {
        if (WantsTerms) throw new InvalidOperationException("A constraint of the circuit has no terms.");
    }

    private Fr OfHead(Variable variable) => _head is not null && variable.Index < (variable.IsInput ? _head._inputs.Count : _head._aux.Count)
        ? _head.ValueOf(variable)
        : throw new InvalidOperationException("A block of the circuit has a variable of another block.");
}
