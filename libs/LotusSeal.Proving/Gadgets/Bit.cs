using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>A constant, a variable that is 0 or 1, or the opposite of one (porep.md 8.1, Boolean).</summary>
public readonly record struct Bit
{
    private readonly Variable _variable;

    private Bit(bool isConstant, bool isNegated, Variable variable, bool value) =>
        (IsConstant, IsNegated, _variable, Value) = (isConstant, isNegated, variable, value);

    /// <summary>Whether it is a constant.</summary>
    public bool IsConstant { get; }

    /// <summary>Whether it is the opposite of its variable.</summary>
    public bool IsNegated { get; }

    /// <summary>Its value, after the negation.</summary>
    public bool Value { get; }

    /// <summary>Its variable, which may be the opposite of it; none of a constant.</summary>
    public Variable Variable => !IsConstant ? _variable : throw new InvalidOperationException("A constant has no variable.");

    /// <summary>The value of its variable.</summary>
    public bool VariableValue => Value ^ IsNegated;

    /// <summary>A constant.</summary>
    public static Bit Constant(bool value) => new(isConstant: true, isNegated: false, default, value);

    /// <summary>A variable that somebody has bound to 0 and 1.</summary>
    public static Bit Of(Variable variable, bool value) => new(isConstant: false, isNegated: false, variable, value);

    /// <summary>Allocates a variable that is 0 or 1.</summary>
    public static Bit Allocate(ConstraintSystem system, bool value)
    {
        ArgumentNullException.ThrowIfNull(system);
        Variable variable = system.Allocate(BitLogic.ToFr(value));
        Bind(system, variable);
        return Of(variable, value);
    }

    /// <summary>Allocates many, the first one's value lowest.</summary>
    /// <param name="system">The system.</param>
    /// <param name="values">Their values.</param>
    /// <param name="bits">Receives as many as there is room for, at most 64.</param>
    public static void Allocate(ConstraintSystem system, ulong values, Span<Bit> bits)
    {
        ArgumentNullException.ThrowIfNull(system);
        if (system.WantsTerms)
        {
            for (int i = 0; i < bits.Length; i++) bits[i] = Allocate(system, (values >> i & 1) != 0);
            return;
        }

        Variable first = WordValues.Bits(system, values, bits.Length);
        for (int i = 0; i < bits.Length; i++) bits[i] = Of(first with { Index = first.Index + (uint)i }, (values >> i & 1) != 0);
    }

    /// <summary>The opposite.</summary>
    public static Bit operator !(Bit bit) => new(bit.IsConstant, !bit.IsConstant && !bit.IsNegated, bit._variable, !bit.Value);

    /// <summary>Adds a multiple of it to a combination.</summary>
    public void AddTo(Combination combination, in Fr factor)
    {
        ArgumentNullException.ThrowIfNull(combination);
        if (IsConstant)
        {
            if (Value) combination.Add(Variable.One, factor);
        }
        else if (IsNegated)
        {
            combination.Add(Variable.One, factor).Add(_variable, -factor);
        }
        else
        {
            combination.Add(_variable, factor);
        }
    }

    /// <summary>Whether it is that constant.</summary>
    public bool Is(bool constant) => IsConstant && Value == constant;

    private static void Bind(ConstraintSystem system, Variable variable)
    {
        (Combination a, Combination b, _) = system.Begin();
        a.Add(Variable.One).Subtract(variable);
        b.Add(variable);
        system.End();
    }
}
