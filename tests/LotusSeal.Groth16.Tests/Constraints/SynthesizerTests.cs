using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Tests.Support;

namespace LotusSeal.Groth16.Tests.Constraints;

/// <summary>Circuits of one kind one after the other, and rows that are given without terms.</summary>
public sealed class SynthesizerTests
{
    private static readonly PowersInBlocks First = new(Fr.FromUInt64(5), 4, 20);

    [Fact]
    public void Later_circuits_are_as_if_they_were_first()
    {
        Synthesizer synthesizer = new(threads: 2);
        for (ulong number = 5; number < 9; number++)
        {
            PowersInBlocks circuit = First with { Number = Fr.FromUInt64(number) };
            new PlainAssignment(circuit).AssertSame(synthesizer.Run(circuit, TestContext.Current.CancellationToken));
        }
    }

    [Fact]
    public void Rows_are_handed_over_once()
    {
        Assignment assignment = Assignment.Of(First, threads: 1, TestContext.Current.CancellationToken);
        Assert.Equal(assignment.RowCount, assignment.TakeRows().Count);
        Assert.Throws<InvalidOperationException>(assignment.TakeRows);
    }

    [Fact]
    public void A_circuit_of_another_kind_is_refused()
    {
        // Of several threads any may come first to a block of its own that is wrong.
        Synthesizer synthesizer = new(threads: 1);
        synthesizer.Run(First, TestContext.Current.CancellationToken);
        Assert.Contains("5 blocks, the first one 4", MessageOf(First with { Blocks = 5 }), StringComparison.Ordinal);
        Assert.Contains("Block 0 of the circuit has 41 constraints", MessageOf(First with { Squares = 19 }), StringComparison.Ordinal);
        Assert.Contains("The head of the circuit has 4 constraints", MessageOf(new SmallCircuit(Fr.One, 3)), StringComparison.Ordinal);

        string MessageOf(ICircuit circuit) => Assert.Throws<InvalidOperationException>(() => synthesizer.Run(circuit)).Message;
    }

    /// <summary>Numbers of bits that fill words of 64 and do not, beside other values.</summary>
    [Fact]
    public void Small_rows_and_bits_are_those_of_terms()
    {
        SmallNumbers circuit = new();
        new PlainAssignment(circuit).AssertSame(Assignment.Of(circuit));
    }

    [Fact]
    public void Rows_without_terms_are_refused_where_terms_are_wanted()
    {
        ConstraintSystem system = new(new Nobody());
        Assert.Throws<InvalidOperationException>(() => system.Enforce(Fr.One, Fr.One, Fr.One));
        Assert.Throws<InvalidOperationException>(() => system.Enforce(new SmallRows(1, default, 0, default)));
    }

    private sealed class Nobody : IConstraintSink
    {
        public void Take(Combination a, Combination b, Combination c)
        {
        }
    }

    /// <summary>Bits and products of bits, with differences of them, in runs of every length.</summary>
    private sealed record SmallNumbers : ICircuit
    {
        public void Synthesize(ConstraintSystem system)
        {
            Random random = new(1);
            for (int count = 0; count <= 64; count++)
            {
                ulong x = (ulong)random.NextInt64() << 1, y = (ulong)random.NextInt64(), low = count == 64 ? ulong.MaxValue : (1UL << count) - 1;
                Variable left = system.AllocateBits(x, count), right = system.AllocateBits(y, count);
                Variable other = system.Allocate(Fr.FromUInt64((ulong)count));
                if (!system.WantsTerms)
                {
                    // (x - y) · y = xy - y, and 2x · y = 2xy.
                    ulong less = y & ~x & low;
                    system.Enforce(new SmallRows(count, SmallSide.OfDifference(x & ~y & low, less), y, SmallSide.OfDifference(0, less)));
                    system.Enforce(new SmallRows(count, SmallSide.OfTwice(x), y, SmallSide.OfTwice(x & y)));
                    system.Enforce(Fr.FromUInt64((ulong)count), Fr.One, Fr.FromUInt64((ulong)count));
                    continue;
                }

                for (uint i = 0; i < count; i++) Differ(system, After(left, i), After(right, i), (x >> (int)i & y >> (int)i & 1) != 0);
                for (uint i = 0; i < count; i++) Double(system, After(left, i), After(right, i), (x >> (int)i & y >> (int)i & 1) != 0);
                PowersInBlocks.Constrain(system, other, Variable.One, other);
            }
        }

        private static Variable After(Variable first, uint count) => first with { Index = first.Index + count };

        private static void Differ(ConstraintSystem system, Variable x, Variable y, bool both)
        {
            (Combination a, Combination b, Combination c) = system.Begin();
            a.Add(x).Subtract(y);
            b.Add(y);
            if (both) c.Add(Variable.One);
            c.Subtract(y);
            system.End();
        }

        private static void Double(ConstraintSystem system, Variable x, Variable y, bool both)
        {
            (Combination a, Combination b, Combination c) = system.Begin();
            a.Add(x, Fr.FromUInt64(2));
            b.Add(y);
            if (both) c.Add(Variable.One, Fr.FromUInt64(2));
            system.End();
        }
    }
}
