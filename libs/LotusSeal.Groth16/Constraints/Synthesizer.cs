using System.Runtime.ExceptionServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// Synthesizes circuits of one kind, one after the other. What the first one is like, with all its terms, is looked at once; of every one, the
/// first too, only values are made then, of blocks side by side.
/// </summary>
/// <param name="threads">Threads at most; null for one a processor.</param>
/// <param name="arrays">
/// Gives arrays for so many rows at least, into which all of them are written in full, for who needs them so; null keeps them in their short form.
/// </param>
public sealed class Synthesizer(int? threads = null, Func<int, (Fr[] A, Fr[] B, Fr[] C)>? arrays = null)
{
    private CircuitShape? _shape;

    /// <summary>Values in full of a side of a block, of the circuit before: blocks are alike in that, too.</summary>
    private volatile int _others;

    /// <summary>Synthesizes a circuit.</summary>
    /// <param name="circuit">The circuit with its values.</param>
    /// <param name="cancellationToken">Stops between some rows.</param>
    /// <exception cref="InvalidOperationException">Its blocks differ in size or know variables of each other, or it is of another kind.</exception>
    public Assignment Run(ICircuit circuit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        CircuitShape shape = _shape ??= CircuitShape.Of(circuit, cancellationToken);
        (Fr[] A, Fr[] B, Fr[] C)? all = arrays?.Invoke(checked(shape.Size.Constraints + shape.Size.Inputs));
        RowWriter headRows = WriterFor(0, shape.Head.Size.Constraints);
        ConstraintSystem head = new(headRows, shape.Head.Size.Aux, head: null, begin: default);
        IReadOnlyList<CircuitBlock> blocks = BlockCircuit.WriteHead(circuit, head);
        Require(head, shape.Head, "The head");
        if (blocks.Count != shape.Blocks)
            throw new InvalidOperationException($"The circuit has {blocks.Count} blocks, the first one {shape.Blocks}.");
        ConstraintSystem[] parts = new ConstraintSystem[1 + blocks.Count];
        RowWriter[] rows = new RowWriter[parts.Length];
        (parts[0], rows[0]) = (head, headRows);
        SideBySide(blocks.Count, i => (parts[1 + i], rows[1 + i]) = WriteBlock(i), cancellationToken);
        return new Assignment(shape, parts, rows);

        (ConstraintSystem, RowWriter) WriteBlock(int index)
        {
            BlockSize begin = shape.BeginOf(index);
            RowWriter taken = WriterFor(begin.Constraints, shape.Block.Size.Constraints);
            ConstraintSystem block = new(taken, shape.Block.Size.Aux, head, begin);
            blocks[index].Write(block);
            Require(block, shape.Block, $"Block {index}");
            if (index == 0) _others = OthersOf(taken);
            return (block, taken);
        }

        RowWriter WriterFor(int begin, int count) => all is (Fr[] a, Fr[] b, Fr[] c)
            ? new RowWriter(new ArraySide(a, begin, count), new ArraySide(b, begin, count), new ArraySide(c, begin, count), count, cancellationToken)
            : new RowWriter(new ValueList(count, _others), new ValueList(count, _others), new ValueList(count, _others), count, cancellationToken);
    }

    private static int OthersOf(RowWriter rows) =>
        new[] { rows.A, rows.B, rows.C }.OfType<ValueList>().Select(side => side.Others.Length).DefaultIfEmpty().Max();

    private static void Require(ConstraintSystem part, PartShape shape, string name)
    {
        BlockSize size = BlockSize.Of(part);
        if (size != shape.Size) throw new InvalidOperationException($"{name} of the circuit has {size}, the first one {shape.Size}.");
    }

    /// <summary>One block at a time for each thread.</summary>
    private void SideBySide(int count, Action<int> write, CancellationToken cancellationToken)
    {
        int most = Math.Min(threads ?? Environment.ProcessorCount, count), next = 0;
        if (count == 0) return;
        ParallelOptions options = new() { MaxDegreeOfParallelism = most, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, most, options, (_, loop) =>
            {
                for (int i; !loop.ShouldExitCurrentIteration && (i = Interlocked.Increment(ref next) - 1) < count;) write(i);
            });
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }
}
