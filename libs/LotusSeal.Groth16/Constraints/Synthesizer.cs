using System.Runtime.ExceptionServices;
using LotusSeal.Bls12381.Fields;

namespace LotusSeal.Groth16.Constraints;

/// <summary>
/// Synthesizes circuits of one kind, one after the other. What the first one is like, with all its terms, is looked at once; of every one, the
/// first too, only values are made then, of blocks side by side.
/// </summary>
/// <param name="capacity">Rows that there is room for; more is made when it is too little.</param>
/// <param name="threads">Threads at most; null for one a processor.</param>
public sealed class Synthesizer(int capacity = 0, int? threads = null)
{
    private readonly Lock _lock = new();
    private readonly Stack<RowValues> _free = [];
    private CircuitShape? _shape;

    /// <summary>Whether there is room for the rows of a circuit that was given back.</summary>
    public bool HasFreeRoom
    {
        get
        {
            lock (_lock) return _free.Count > 0;
        }
    }

    /// <summary>Takes the arrays of rows of which nobody needs the values any more: memory that was written once costs less than new one.</summary>
    public void GiveBack((Fr[] A, Fr[] B, Fr[] C) rows)
    {
        lock (_lock) _free.Push(new RowValues(rows.A, rows.B, rows.C));
    }

    /// <summary>Synthesizes a circuit.</summary>
    /// <param name="circuit">The circuit with its values.</param>
    /// <param name="cancellationToken">Stops between some rows.</param>
    /// <exception cref="InvalidOperationException">Its blocks differ in size or know variables of each other, or it is of another kind.</exception>
    public Assignment Run(ICircuit circuit, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(circuit);
        CircuitShape shape = _shape ??= CircuitShape.Of(circuit, cancellationToken);
        RowValues rows = TakeRoom(checked(shape.Size.Constraints + shape.Size.Inputs));
        BlockSize headSize = shape.Head.Size;
        ConstraintSystem head = new(new RowWriter(rows, 0, headSize.Constraints, cancellationToken), headSize.Aux, head: null, begin: default);
        IReadOnlyList<CircuitBlock> blocks = BlockCircuit.WriteHead(circuit, head);
        Require(head, shape.Head, "The head");
        if (blocks.Count != shape.Blocks)
            throw new InvalidOperationException($"The circuit has {blocks.Count} blocks, the first one {shape.Blocks}.");
        ConstraintSystem[] parts = new ConstraintSystem[1 + blocks.Count];
        parts[0] = head;
        SideBySide(blocks.Count, i => parts[1 + i] = WriteBlock(i), cancellationToken);
        return new Assignment(rows, shape, parts);

        ConstraintSystem WriteBlock(int index)
        {
            BlockSize begin = shape.BeginOf(index);
            ConstraintSystem block = new(
                new RowWriter(rows, begin.Constraints, shape.Block.Size.Constraints, cancellationToken), shape.Block.Size.Aux, head, begin);
            blocks[index].Write(block);
            Require(block, shape.Block, $"Block {index}");
            return block;
        }
    }

    private static void Require(ConstraintSystem part, PartShape shape, string name)
    {
        BlockSize size = BlockSize.Of(part);
        if (size != shape.Size) throw new InvalidOperationException($"{name} of the circuit has {size}, the first one {shape.Size}.");
    }

    private RowValues TakeRoom(int count)
    {
        lock (_lock)
        {
            if (_free.TryPop(out RowValues? room) && room.Length >= count) return room;
        }

        return new RowValues(Math.Max(capacity, count));
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
