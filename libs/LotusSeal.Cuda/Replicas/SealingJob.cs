using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Poseidon;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Replicas;

/// <summary>
/// PreCommit2: labels, layer after layer, and data come in; leaves are column hashes for TreeC, last label plus data for TreeRLast.
/// </summary>
internal sealed class SealingJob(ReplicaPlan plan, IReplicaSource source, IReplicaSink sink)
    : BatchJob(BackendStage.Replica, plan.BaseTrees, [plan.TreeC, plan.TreeRLast], plan.Layers + 1, plan.Threads)
{
    private readonly PoseidonHasher _columns = new(plan.Layers);

    /// <summary>A hash for each column.</summary>
    public override int NodesOfThread => 1;

    public override void Read(int input, ulong firstNode, Span<byte> nodes)
    {
        if (input < plan.Layers) source.ReadLayer(input + 1, firstNode, nodes);
        else source.ReadData(firstNode, nodes);
    }

    public override void Expect(ulong firstNode, ulong nodes) => source.Expect(firstNode, nodes);

    public override void WriteRow(int kind, int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes)
    {
        if (kind == 0) sink.WriteTreeC(tree, row, firstNode, nodes);
        else sink.WriteTreeRLast(tree, row, firstNode, nodes);
    }

    public override void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes) => sink.WriteReplica(firstNode, nodes);

    public override void Advance(ulong nodes) => sink.Advance(nodes);

    public override ILeafKernels Open(CudaDevice device) => new LeafKernels(device, plan.Layers);

    public override string? FindFault(BatchLane lane, ulong firstNode, int node)
    {
        Span<byte> column = stackalloc byte[plan.Layers * Digest.Size], expected = stackalloc byte[Digest.Size];
        for (int layer = 0; layer < plan.Layers; layer++) lane.InputNode(layer, node).CopyTo(column[(layer * Digest.Size)..]);
        _columns.Hash(column, expected);
        if (!lane.Leaf(0, node).SequenceEqual(expected)) return $"the column hash of node {node} of a batch";
        Fr.AddCanonical(column[^Digest.Size..], lane.InputNode(plan.Layers, node), expected);
        return lane.Leaf(1, node).SequenceEqual(expected) ? null : $"the replica's node {node} of a batch";
    }

    private sealed class LeafKernels(CudaDevice device, int layers) : ILeafKernels
    {
        private readonly HashKernel _columns = device.Poseidon(layers);
        private readonly NodeKernel _encode = new(device.Kernel("encode"));

        public void Launch(CUstream stream, BatchLayout layout, ulong firstNode, CUdeviceptr input, CUdeviceptr output)
        {
            _columns.Columns(stream, input, layout.Nodes, output);
            _encode.Launch(stream, layout.Nodes, input + layout.InputOffset(layers - 1), input + layout.InputOffset(layers),
                output + layout.RowOffset(0, kind: 1));
        }

        public void Dispose() { }
    }
}
