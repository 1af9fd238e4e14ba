using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;

namespace LotusSeal.Groth16.Tests.Support;

/// <summary>Somebody knows a number whose power of 2^n is public.</summary>
/// <param name="Number">The number.</param>
/// <param name="Squares">n.</param>
internal sealed record SmallCircuit(Fr Number, int Squares) : ICircuit
{
    public void Synthesize(ConstraintSystem system)
    {
        Fr value = Number;
        Variable variable = system.Allocate(value);
        for (int i = 0; i < Squares; i++)
        {
            value = value.Square();
            Variable square = system.Allocate(value);
            Constrain(system, variable, variable, square);
            variable = square;
        }

        Constrain(system, system.AllocateInput(value), Variable.One, variable);
    }

    private static void Constrain(ConstraintSystem system, Variable left, Variable right, Variable product)
    {
        (Combination a, Combination b, Combination c) = system.Begin();
        a.Add(left);
        b.Add(right);
        c.Add(product);
        system.End();
    }
}
