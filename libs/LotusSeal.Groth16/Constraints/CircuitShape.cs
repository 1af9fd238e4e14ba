namespace LotusSeal.Groth16.Constraints;

/// <summary>What all circuits of a kind have in common: how large their parts are, and which variables are in which queries (porep.md 9.2).</summary>
/// <param name="Head">The head; of a circuit without blocks all of it.</param>
/// <param name="Block">A block.</param>
/// <param name="Blocks">Number of blocks.</param>
internal sealed record CircuitShape(PartShape Head, PartShape Block, int Blocks)
{
    private static readonly PartShape Nothing = new(default, new VariableSet(), new VariableSet());

    /// <summary>Size of the whole.</summary>
    /// <exception cref="OverflowException">The circuit has more than 2^31 rows or variables.</exception>
    public BlockSize Size => BeginOf(Blocks);

    /// <summary>Writes the head and the first block of a circuit to find what it is like.</summary>
    /// <param name="circuit">The circuit, with any values.</param>
    /// <param name="cancellationToken">Stops between some rows.</param>
    /// <exception cref="InvalidOperationException">Its first block writes to its head.</exception>
    public static CircuitShape Of(ICircuit circuit, CancellationToken cancellationToken)
    {
        ShapeMarks marks = new(0, cancellationToken);
        ConstraintSystem system = new(marks);
        IReadOnlyList<CircuitBlock> blocks = BlockCircuit.WriteHead(circuit, system);
        PartShape head = new(BlockSize.Of(system), marks.InA, marks.InB);
        if (blocks.Count == 0) return new CircuitShape(head, Nothing, 0);

        marks = new ShapeMarks(head.Size.Aux, cancellationToken);
        ConstraintSystem block = new(marks, system, head.Size);
        blocks[0].Write(block);
        if (BlockSize.Of(system) != head.Size) throw new InvalidOperationException("A block of the circuit writes to its head.");
        MarkForAll(marks.HeadInA, head.InA, blocks);
        MarkForAll(marks.HeadInB, head.InB, blocks);
        return new CircuitShape(head, new PartShape(BlockSize.Of(block), marks.InA, marks.InB), blocks.Count);
    }

    /// <summary>Where a block begins: behind the head and the blocks before it.</summary>
    /// <exception cref="OverflowException">The circuit has more than 2^31 rows or variables.</exception>
    public BlockSize BeginOf(int block) => Head.Size.Behind(Block.Size, block);

    /// <summary>What the first block does with variables of the head, every block does, with its own ones in place of those of the first.</summary>
    private static void MarkForAll(VariableSet ofFirst, VariableSet ofHead, IReadOnlyList<CircuitBlock> blocks)
    {
        ofHead.UnionWith(ofFirst);
        foreach (CircuitBlock block in blocks)
        {
            for (int i = 0; i < block.Own.Count; i++)
            {
                if (ofFirst.Contains(blocks[0].Own[i].Index)) ofHead.Add(block.Own[i].Index);
            }
        }
    }
}
