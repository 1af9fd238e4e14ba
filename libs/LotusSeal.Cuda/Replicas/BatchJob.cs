using LotusSeal.Cuda.Devices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Cuda.Replicas;

/// <summary>What a device does with a sector: which nodes come in, how leaves follow from them, where rows go.</summary>
/// <param name="stage">What it is in faults.</param>
/// <param name="baseTrees">Base trees of each kind; each takes an equal part of the sector's nodes, in order.</param>
/// <param name="trees">A base tree of each kind, all with as many leaves; the last kind is over the replica.</param>
/// <param name="inputs">Nodes that come in for each node of the sector.</param>
/// <param name="threads">Most threads of the host to use.</param>
internal abstract class BatchJob(BackendStage stage, int baseTrees, IReadOnlyList<TreeShape> trees, int inputs, int threads)
{
    public BackendStage Stage => stage;

    public int BaseTrees => baseTrees;

    public IReadOnlyList<TreeShape> Trees => trees;

    public int Inputs => inputs;

    public int Threads => threads;

    /// <summary>Leaves of a base tree.</summary>
    public ulong Leaves => trees[0].Leaves;

    /// <summary>Nodes of a batch for each thread of the device.</summary>
    public abstract int NodesOfThread { get; }

    /// <summary>Reads what comes in for consecutive nodes.</summary>
    /// <param name="input">Which of the inputs, from 0.</param>
    /// <param name="firstNode">First node of the sector.</param>
    /// <param name="nodes">Receives 32 bytes a node.</param>
    public abstract void Read(int input, ulong firstNode, Span<byte> nodes);

    /// <summary>Says which nodes are read next, if whoever has them wants to know.</summary>
    public virtual void Expect(ulong firstNode, ulong nodes) { }

    /// <summary>Hands over nodes of a row.</summary>
    /// <param name="kind">Which kind of tree, from 0.</param>
    /// <param name="tree">Base tree, from 0.</param>
    /// <param name="row">Row, 0 for the leaves.</param>
    /// <param name="firstNode">First node of the row.</param>
    /// <param name="nodes">32 bytes a node.</param>
    public abstract void WriteRow(int kind, int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes);

    /// <summary>Hands over nodes of the replica.</summary>
    public abstract void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes);

    /// <summary>Counts nodes whose work is done.</summary>
    public abstract void Advance(ulong nodes);

    /// <summary>The kernels that make leaves, for one lane.</summary>
    public abstract ILeafKernels Open(CudaDevice device);

    /// <summary>Computes the leaves of a node again on the processor.</summary>
    /// <param name="lane">A computed batch.</param>
    /// <param name="firstNode">First node of the batch in the sector.</param>
    /// <param name="node">The node in the batch.</param>
    /// <returns>What is wrong, or null.</returns>
    public abstract string? FindFault(BatchLane lane, ulong firstNode, int node);
}
