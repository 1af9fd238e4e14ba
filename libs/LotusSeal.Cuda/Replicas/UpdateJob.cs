using LotusSeal.Bls12381.Fields;
using LotusSeal.Cuda.Devices;
using LotusSeal.Cuda.Kernels;
using LotusSeal.Sealing.Backends;
using ManagedCuda;
using ManagedCuda.BasicTypes;

namespace LotusSeal.Cuda.Replicas;

/// <summary>An update: key and data come in; the leaves of TreeRLast are key plus data times a factor.</summary>
internal sealed class UpdateJob(UpdatePlan plan, IUpdateSource source, IUpdateSink sink)
    : BatchJob(BackendStage.Update, plan.BaseTrees, [plan.TreeRLast], inputs: 2, plan.Threads)
{
    private const int Key = 0, Data = 1;

    /// <summary>
    /// A hash for eight nodes; with more of them a batch of an update would be larger than one of PreCommit2, for which six times the nodes come in.
    /// </summary>
    public override int NodesOfThread => 2;

    public override void Read(int input, ulong firstNode, Span<byte> nodes)
    {
        if (input == Key) source.ReadKey(firstNode, nodes);
        else source.ReadData(firstNode, nodes);
    }

    public override void WriteRow(int kind, int tree, int row, ulong firstNode, ReadOnlySpan<byte> nodes) =>
        sink.WriteTreeRLast(tree, row, firstNode, nodes);

    public override void WriteReplica(ulong firstNode, ReadOnlySpan<byte> nodes) => sink.WriteReplica(firstNode, nodes);

    public override void Advance(ulong nodes) => sink.Advance(nodes);

    public override ILeafKernels Open(CudaDevice device) => new LeafKernels(device, plan);

    public override string? FindFault(BatchLane lane, ulong firstNode, int node)
    {
        Span<byte> expected = stackalloc byte[Digest.Size];
        Fr.MultiplyCanonical(lane.InputNode(Data, node), plan.Factors[firstNode + (ulong)node], expected);
        Fr.AddCanonical(lane.InputNode(Key, node), expected, expected);
        return lane.Leaf(0, node).SequenceEqual(expected) ? null : $"the update's node {node} of a batch";
    }

    private sealed class LeafKernels : ILeafKernels
    {
        private readonly NodeKernel _encode;
        private readonly CudaDeviceVariable<uint> _factors;
        private readonly uint _runLog2;

        public LeafKernels(CudaDevice device, UpdatePlan plan)
        {
            _encode = new NodeKernel(device.Kernel("encode_update"));
            _runLog2 = (uint)plan.Factors.RunLog2;
            TableWriter table = new();
            table.Modulus();
            foreach (Fr factor in plan.Factors.Values) table.Element(factor);
            uint[] words = table.ToArray();
            _factors = new CudaDeviceVariable<uint>(words.Length);
            try
            {
                _factors.CopyToDevice(words);
            }
            catch
            {
                _factors.Dispose();
                throw;
            }
        }

        public void Launch(CUstream stream, BatchLayout layout, ulong firstNode, CUdeviceptr input, CUdeviceptr output) =>
            _encode.Launch(stream, layout.Nodes, _factors.DevicePointer, (uint)firstNode, _runLog2, input + layout.InputOffset(Key),
                input + layout.InputOffset(Data), output + layout.RowOffset(0, kind: 0));

        public void Dispose() => _factors.Dispose();
    }
}
