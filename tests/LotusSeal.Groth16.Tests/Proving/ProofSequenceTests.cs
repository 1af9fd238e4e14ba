using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Groth16.Tests.Support;
using LotusSeal.Groth16.Verification;

namespace LotusSeal.Groth16.Tests.Proving;

/// <summary>Proofs one after the other, with the next circuit synthesized meanwhile and without.</summary>
public sealed class ProofSequenceTests
{
    private static readonly PowersInBlocks[] Circuits =
        [.. Enumerable.Range(2, 3).Select(number => new PowersInBlocks(Fr.FromUInt64((ulong)number), Blocks: 2, Squares: 3))];

    private static readonly Lazy<Parameters> Key = new(() => ParameterGenerator.Generate(Circuits[0], Secrets.OfPhrase("test")));

    [Theory, InlineData(false), InlineData(true)]
    public void Proofs_are_those_of_each_circuit_in_order(bool ahead)
    {
        int made = 0;
        List<int> told = [];
        Proof[] proofs = Sequence(ahead).Prove(Circuits, () => Numbers(made++), place =>
        {
            told.Add(place);
            return null;
        }, TestContext.Current.CancellationToken);
        Assert.Equal(Circuits.Select((circuit, place) => Prover.Prove(Key.Value, circuit, Numbers(place))), proofs);
        Assert.Equal([0, 1, 2], told);
    }

    [Theory, InlineData(false), InlineData(true)]
    public void A_circuit_that_fails_ends_the_sequence_with_its_error(bool ahead)
    {
        PowersInBlocks wrong = Circuits[2] with { Then = (_, _) => throw new NotSupportedException("no such block") };
        Assert.Equal("no such block",
            Assert.Throws<NotSupportedException>(() => Sequence(ahead).Prove([Circuits[0], Circuits[1], wrong], Blinding.Random)).Message);
    }

    [Fact]
    public void A_circuit_for_which_there_is_no_memory_beside_another_is_synthesized_again()
    {
        int tries = 0;
        PowersInBlocks tight = Circuits[1] with
        {
            Then = (_, _) =>
            {
                if (Interlocked.Increment(ref tries) == 1) throw new OutOfMemoryException();
            },
        };
        Blinding known = Numbers(0);
        Assert.Equal([Prover.Prove(Key.Value, Circuits[0], known), Prover.Prove(Key.Value, Circuits[1], known)],
            Sequence(ahead: true).Prove([Circuits[0], tight], () => known));
        Assert.True(tries > 1);
    }

    [Fact]
    public void A_sequence_that_is_cancelled_leaves_no_synthesis_behind()
    {
        using CancellationTokenSource stop = new();
        int running = 0;
        PowersInBlocks waiting = Circuits[1] with
        {
            Then = (_, _) =>
            {
                Interlocked.Increment(ref running);
                stop.Cancel();
                Interlocked.Decrement(ref running);
            },
        };
        Assert.ThrowsAny<OperationCanceledException>(() => Sequence(ahead: true).Prove([Circuits[0], waiting], Blinding.Random, null, stop.Token));
        Assert.Equal(0, running);
    }

    private static ProofSequence Sequence(bool ahead) => new(Key.Value) { Ahead = ahead };

    private static Blinding Numbers(int place) => new(Fr.FromUInt64((ulong)place + 5), Fr.FromUInt64((ulong)place + 50));
}
