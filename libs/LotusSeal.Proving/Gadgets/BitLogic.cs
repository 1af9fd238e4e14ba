using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Proving.Gadgets;

/// <summary>Functions of bits. Which of them need a variable and a constraint is part of the circuit (porep.md 8.1).</summary>
internal static class BitLogic
{
    private static readonly Fr Two = Fr.FromUInt64(2);

    public static Bit Xor(ConstraintSystem system, Bit left, Bit right)
    {
        if (left.IsConstant) return left.Value ? !right : right;
        if (right.IsConstant) return right.Value ? !left : left;
        Bit result = Bit.Of(
            system.Allocate(ToFr(left.VariableValue ^ right.VariableValue)), left.VariableValue ^ right.VariableValue);
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(left.Variable, Two);
        b.Add(right.Variable);
        c.Add(left.Variable).Add(right.Variable).Subtract(result.Variable);
        system.End();
        return left.IsNegated == right.IsNegated ? result : !result;
    }

    public static Bit And(ConstraintSystem system, Bit left, Bit right)
    {
        if (left.IsConstant) return left.Value ? right : left;
        if (right.IsConstant) return right.Value ? left : right;
        // One that is not negated comes first.
        if (left.IsNegated && !right.IsNegated) (left, right) = (right, left);
        Variable result = system.Allocate(ToFr(left.Value && right.Value));
        (Combination a, Combination b, Combination c) = system.Begin();
        left.AddTo(a, Fr.One);
        right.AddTo(b, Fr.One);
        c.Add(result);
        system.End();
        return Bit.Of(result, left.Value && right.Value);
    }

    /// <summary>Where a is 1 that of b, else that of c: SHA-256's choice.</summary>
    public static Bit Choose(ConstraintSystem system, Bit a, Bit b, Bit c)
    {
        bool value = a.Value ? b.Value : c.Value;
        if (a.IsConstant && b.IsConstant && c.IsConstant) return Bit.Constant(value);
        if (a.Is(false)) return c;
        if (b.Is(false)) return And(system, !a, c);
        if (c.Is(false)) return And(system, a, b);
        if (c.Is(true)) return !And(system, a, !b);
        if (b.Is(true)) return !And(system, !a, !c);
        Variable result = system.Allocate(ToFr(value));
        (Combination left, Combination right, Combination product) = system.Begin();
        b.AddTo(left, Fr.One);
        c.AddTo(left, -Fr.One);
        a.AddTo(right, Fr.One);
        product.Add(result);
        c.AddTo(product, -Fr.One);
        system.End();
        return Bit.Of(result, value);
    }

    /// <summary>What two of three say: SHA-256's majority.</summary>
    public static Bit Majority(ConstraintSystem system, Bit a, Bit b, Bit c)
    {
        bool value = (a.Value && b.Value) || (a.Value && c.Value) || (b.Value && c.Value);
        if (a.IsConstant && b.IsConstant && c.IsConstant) return Bit.Constant(value);
        if (a.Is(false)) return And(system, b, c);
        if (b.Is(false)) return And(system, a, c);
        if (c.Is(false)) return And(system, a, b);
        if (c.Is(true)) return !And(system, !a, !b);
        if (b.Is(true)) return !And(system, !a, !c);
        if (a.Is(true)) return !And(system, !b, !c);
        Variable result = system.Allocate(ToFr(value));
        Bit both = And(system, b, c);
        (Combination left, Combination right, Combination product) = system.Begin();
        both.AddTo(left, Two);
        b.AddTo(left, -Fr.One);
        c.AddTo(left, -Fr.One);
        a.AddTo(right, Fr.One);
        both.AddTo(product, Fr.One);
        product.Subtract(result);
        system.End();
        return Bit.Of(result, value);
    }

    public static Fr ToFr(bool value) => value ? Fr.One : Fr.Zero;
}
