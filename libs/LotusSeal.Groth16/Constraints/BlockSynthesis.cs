using System.Runtime.ExceptionServices;

namespace LotusSeal.Groth16.Constraints;

/// <summary>Writes a circuit of blocks side by side.</summary>
/// <param name="rows">Receives the values of its rows.</param>
/// <param name="threads">Threads at most.</param>
/// <param name="cancellationToken">Stops between some rows.</param>
internal sealed class BlockSynthesis(RowValues rows, int threads, CancellationToken cancellationToken)
{
    /// <summary>The size of a block: what is known of it before, and what was found.</summary>
    public BlockSize? Block { get; set; }

    /// <summary>Writes it.</summary>
    /// <returns>The head and the blocks, in order.</returns>
    /// <exception cref="InvalidOperationException">Its blocks are not what they are to be.</exception>
    public AssignmentPart[] Run(BlockCircuit circuit)
    {
        PartSynthesis head = new(rows, cancellationToken);
        IReadOnlyList<Action<ConstraintSystem>> blocks = circuit.SynthesizeHead(head.System);
        AssignmentPart[] parts = new AssignmentPart[1 + blocks.Count];
        parts[0] = head.Finish();
        if (blocks.Count == 0) return parts;
        BlockSize begin = head.Size, size = Block ??= Measure(head.System, blocks[0]);
        rows.Reserve(begin.Behind(size, blocks.Count).Constraints);
        head.Share();
        SideBySide(blocks.Count, i => parts[1 + i] = Write(head, blocks[i], i, begin.Behind(size, i), size));
        return parts;
    }

    /// <summary>How large the blocks are: the first is written to nowhere, so that all of them, this one too, can be begun at once.</summary>
    private BlockSize Measure(ConstraintSystem head, Action<ConstraintSystem> first)
    {
        BlockSize before = BlockSize.Of(head);
        ConstraintSystem system = new(new Nowhere(cancellationToken), head, before);
        first(system);
        if (BlockSize.Of(head) != before) throw new InvalidOperationException("A block of the circuit writes to its head.");
        return BlockSize.Of(system);
    }

    private AssignmentPart Write(PartSynthesis head, Action<ConstraintSystem> block, int index, BlockSize begin, BlockSize size)
    {
        PartSynthesis part = new(rows, head, begin, size.Constraints, cancellationToken);
        block(part.System);
        return part.Size == size
            ? part.Finish()
            : throw new InvalidOperationException($"Block {index} of the circuit has {part.Size}, the first one {size}.");
    }

    /// <summary>One block at a time for each thread: they are few and long.</summary>
    private void SideBySide(int count, Action<int> write)
    {
        int next = 0;
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        try
        {
            Parallel.For(0, Math.Min(threads, count), options, (_, loop) =>
            {
                for (int i; !loop.ShouldExitCurrentIteration && (i = Interlocked.Increment(ref next) - 1) < count;) write(i);
            });
        }
        catch (AggregateException error)
        {
            ExceptionDispatchInfo.Throw(error.InnerExceptions[0]);
        }
    }

    private sealed class Nowhere(CancellationToken cancellationToken) : IConstraintSink
    {
        private int _rows;

        public void Take(Combination a, Combination b, Combination c)
        {
            if (_rows++ % PartSynthesis.RowsBetweenChecks == 0) cancellationToken.ThrowIfCancellationRequested();
        }
    }
}
