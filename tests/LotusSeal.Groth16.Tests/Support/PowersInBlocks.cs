using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Groth16.Tests.Support;

/// <summary>
/// A head of a number and factors, and blocks each of which makes something of them: bits, large numbers, variables that are on no first and on no
/// second side, and factors of the head that no other block has there.
/// </summary>
/// <param name="Number">The number.</param>
/// <param name="Blocks">Number of blocks.</param>
/// <param name="Squares">Squares of a block.</param>
internal sealed record PowersInBlocks(Fr Number, int Blocks, int Squares) : BlockCircuit
{
    private const int Factors = 150;

    /// <summary>What a block does besides, at its end: what it must not.</summary>
    public Action<ConstraintSystem, int>? Then { get; init; }

    public override IReadOnlyList<CircuitBlock> SynthesizeHead(ConstraintSystem system)
    {
        Variable number = system.Allocate(Number);
        Variable[] factors = [.. Enumerable.Range(0, Factors).Select(i => system.Allocate(Fr.FromUInt64((ulong)i)))];
        Constrain(system, system.AllocateInput(Number), Variable.One, number);
        for (int i = 0; i < factors.Length; i++) Bind(system, factors[i], Fr.FromUInt64((ulong)i));
        return [.. Enumerable.Range(0, Blocks).Select(i => new CircuitBlock(
            block => Write(block, i, number, factors), [factors[i * 11 % Factors]]))];
    }

    /// <summary>left · right = product.</summary>
    public static void Constrain(ConstraintSystem system, Variable left, Variable right, Variable product)
    {
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(left);
        b.Add(right);
        c.Add(product);
        system.End();
    }

    private static void Bind(ConstraintSystem system, Variable variable, Fr constant)
    {
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(Variable.One, constant);
        b.Add(Variable.One);
        c.Add(variable);
        system.End();
    }

    private void Write(ConstraintSystem system, int index, Variable number, Variable[] factors)
    {
        Variable power = Shift(system, number, (ulong)index);
        for (int i = 0; i < Squares; i++)
        {
            Variable square = system.Allocate(system.ValueOf(power).Square());
            Constrain(system, power, power, square);
            power = square;
            AddBit(system, (index + i) * 7 % 3 == 0);
        }

        Variable factor = factors[index * 11 % Factors];
        Variable product = system.Allocate(system.ValueOf(power) * system.ValueOf(factor));
        Constrain(system, power, factor, product);
        Constrain(system, system.AllocateInput(system.ValueOf(power)), Variable.One, power);
        Then?.Invoke(system, index);
    }

    private static Variable Shift(ConstraintSystem system, Variable number, ulong by)
    {
        Variable shifted = system.Allocate(system.ValueOf(number) + Fr.FromUInt64(by));
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(number).Add(Variable.One, Fr.FromUInt64(by));
        b.Add(Variable.One);
        c.Add(shifted);
        system.End();
        return shifted;
    }

    private static void AddBit(ConstraintSystem system, bool value)
    {
        Variable bit = system.Allocate(value ? Fr.One : Fr.Zero);
        (Combination a, Combination b, _) = system.Begin();
        a.Add(Variable.One).Subtract(bit).Add(Variable.One, Fr.Zero);
        b.Add(bit);
        system.End();
    }
}
