using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Tests.Support;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Tests.Constraints;

/// <summary>A circuit of blocks is written side by side as it is in one go, and blocks that lie are told.</summary>
public sealed class BlockCircuitTests
{
    private static readonly PowersInBlocks Circuit = new(Fr.FromUInt64(5), 4, 20);

    [Theory]
    [InlineData(0, 3, 2)]
    [InlineData(1, 3, 2)]
    [InlineData(2, 0, 1)]
    [InlineData(13, 31, 4)]
    [InlineData(3, 5000, 3)]
    [InlineData(3, 5000, 1)]
    public void Blocks_side_by_side_are_those_in_one_go(int blocks, int squares, int threads)
    {
        PowersInBlocks circuit = new(Fr.FromUInt64(3), blocks, squares);
        PlainAssignment expected = new(circuit);
        expected.AssertSame(Assignment.Of(circuit, threads));
        expected.AssertSame(Assignment.Of(new InOneGo(circuit), threads));
        expected.AssertSame(Assignment.Of(circuit));
        // Rows in arrays of anybody's, which are not clean.
        ProvingRoom room = new(1);
        Synthesizer inArrays = new(threads, room.RowsOf);
        expected.AssertSame(inArrays.Run(circuit, TestContext.Current.CancellationToken));
        Assignment again = inArrays.Run(circuit, TestContext.Current.CancellationToken);
        (Fr[] a, Fr[] b, Fr[] c) = room.RowsOf(again.RowCount);
        CircuitRows rows = again.TakeRows();
        Fr[] expectedA = [.. rows.A];
        rows.CopyTo(a, b, c, threads);
        Assert.Equal(expectedA, a[..rows.Count]);
        Assert.All(a[rows.Count..], value => Assert.Equal(Fr.Zero, value));
        ValueList copy = new();
        rows.A.CopyTo(copy, 0, rows.Count);
        Assert.Equal(expectedA, copy);
    }

    /// <summary>Runs that begin and end in the head, in words, between blocks; and those that several threads read.</summary>
    [Fact]
    public void Values_are_read_in_runs_of_any_length_from_anywhere()
    {
        Assignment assignment = Assignment.Of(new PowersInBlocks(Fr.FromUInt64(3), 5, 4500), threads: 2);
        ScalarList[] lists = [assignment.Aux, assignment.AuxInA, assignment.AuxInB, assignment.AuxInA.Behind(assignment.Inputs)];
        ValueList copy = new();
        foreach (ScalarList list in lists)
        {
            Fr[] all = [.. list];
            foreach (int start in (int[])[0, 1, 5, 63, 64, 150, 151, 152, 4095, 4096, 9151, 9152, all.Length - 100, all.Length - 1, all.Length])
            {
                foreach (int length in (int[])[0, 1, 64, 65, 1000, all.Length])
                {
                    Fr[] run = new Fr[Math.Min(length, all.Length - start)];
                    list.Read(start, run, 2);
                    list.CopyTo(copy, start, run.Length);
                    Assert.Equal(run, copy);
                    Assert.Equal(all[start..(start + run.Length)], run);
                }
            }

            Assert.Equal(all[^1], list[list.Count - 1]);
            Assert.Throws<ArgumentOutOfRangeException>(() => list[list.Count]);
            Assert.Throws<ArgumentOutOfRangeException>(() => list.Read(1, new Fr[list.Count], 1));
        }
    }

    [Fact]
    public void Proofs_are_the_same()
    {
        Parameters parameters = ParameterGenerator.Generate(Circuit, Secrets.OfPhrase("test"));
        Blinding blinding = new(Fr.FromUInt64(7), Fr.FromUInt64(8));
        Proof proof = Prover.Prove(parameters, Circuit, blinding);
        Assert.Equal(Prover.Prove(parameters, new InOneGo(Circuit), blinding), proof);
        Assert.True(new Verifier(parameters.VerifyingKey).Verify(proof, [.. Assignment.Of(Circuit).Inputs.Skip(1)]));
    }

    [Theory]
    [InlineData("constraints", "more constraints than the first one")]
    [InlineData("inputs", "Block 2 of the circuit has 43 constraints, 2 public inputs and 42 auxiliary variables, the first one 43")]
    [InlineData("aux", "Block 2 of the circuit has 43 constraints, 1 public inputs and 43 auxiliary variables, the first one")]
    public void A_block_with_more_than_the_first_is_refused(string what, string reason)
    {
        PowersInBlocks liar = Circuit with
        {
            Then = (system, index) =>
            {
                if (index != 2) return;
                if (what == "constraints") PowersInBlocks.Constrain(system, Variable.One, Variable.One, Variable.One);
                else if (what == "inputs") system.AllocateInput(Fr.One);
                else system.Allocate(Fr.One);
            },
        };
        Assert.Contains(reason, AssertRefused(liar), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_with_less_than_the_first_is_refused()
    {
        PowersInBlocks liar = Circuit with
        {
            Then = (system, index) =>
            {
                if (index != 3) PowersInBlocks.Constrain(system, Variable.One, Variable.One, Variable.One);
            },
        };
        Assert.Contains("Block 3 of the circuit has", AssertRefused(liar), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_knows_another_ones_variables_is_refused()
    {
        Variable known = default;
        PowersInBlocks liar = Circuit with
        {
            Then = (system, index) =>
            {
                if (index == 0) known = system.Allocate(Fr.One);
                else system.Allocate(system.ValueOf(known));
            },
        };
        Assert.Contains("variable of another block", AssertRefused(liar), StringComparison.Ordinal);
    }

    [Fact]
    public void A_block_that_writes_to_the_head_is_refused() =>
        Assert.Contains("writes to its head", AssertRefused(new WritesToHead()), StringComparison.Ordinal);

    [Fact]
    public void What_a_block_throws_comes_out_as_it_is()
    {
        PowersInBlocks bad = Circuit with
        {
            Then = (_, index) =>
            {
                if (index == 2) throw new FormatException("no number");
            },
        };
        Assert.Equal("no number", Assert.Throws<FormatException>(() => Assignment.Of(bad, threads: 2)).Message);
    }

    /// <summary>Each writes rows without end, or nearly, when it has been told to stop.</summary>
    [Theory]
    [InlineData(-1)]
    [InlineData(0)]
    [InlineData(1)]
    public void Head_and_blocks_are_stopped(int part)
    {
        using CancellationTokenSource stop = new();
        Assert.Throws<OperationCanceledException>(() => Assignment.Of(new Long(part, stop.Cancel), threads: 2, cancellationToken: stop.Token));
    }

    private static string AssertRefused(BlockCircuit liar)
    {
        string message = Assert.Throws<InvalidOperationException>(() => Assignment.Of(liar, threads: 1)).Message;
        Assert.Throws<InvalidOperationException>(() => Assignment.Of(liar, threads: 3));
        return message;
    }

    private sealed record InOneGo(BlockCircuit Circuit) : ICircuit
    {
        public void Synthesize(ConstraintSystem system) => Circuit.Synthesize(system);
    }

    private sealed record WritesToHead : BlockCircuit
    {
        public override IReadOnlyList<CircuitBlock> SynthesizeHead(ConstraintSystem system) =>
            [new CircuitBlock(_ => PowersInBlocks.Constrain(system, Variable.One, Variable.One, Variable.One))];
    }

    private sealed record Long(int Part, Action Stop) : BlockCircuit
    {
        private int _begun;

        public override IReadOnlyList<CircuitBlock> SynthesizeHead(ConstraintSystem system)
        {
            if (Part < 0) Write(system, stops: true, long.MaxValue);
            // The first is measured before blocks are written: the second one to begin then is the third in all.
            return [.. Enumerable.Repeat(new CircuitBlock(block =>
                Write(block, Part == 0 || Interlocked.Increment(ref _begun) == 3, Part == 0 ? long.MaxValue : 1 << 18)), 2)];
        }

        private void Write(ConstraintSystem system, bool stops, long rows)
        {
            if (stops) Stop();
            for (long i = 0; i < rows; i++) PowersInBlocks.Constrain(system, Variable.One, Variable.One, Variable.One);
        }
    }
}
