using System.Runtime.ExceptionServices;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// Synthesizes circuits of one kind, one after the other. What the first one is like, with all its terms, is looked at once; of every one, the
/// first too, only values are made then, of blocks side by side.
/// </summary>
/// <param name="threads">Threads at most; null for one a processor.</param>
public sealed class Synthesizer(int? threads = null)
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
        RowWriter headRows = new(shape.Head.Size.Constraints, others: 0, cancellationToken);
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
            RowWriter taken = new(shape.Block.Size.Constraints, _others, cancellationToken);
            ConstraintSystem block = new(taken, shape.Block.Size.Aux, head, shape.BeginOf(index));
            blocks[index].Write(block);
            Require(block, shape.Block, $"Block {index}");
            if (index == 0) _others = taken.Others;
            return (block, taken);
        }
    }

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
