using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Cuda.Replicas;

/// <summary>PreCommit2 of one sector: batches of consecutive nodes, each a part of a base tree, then the rows above them.</summary>
internal sealed class ReplicaRun
{
    private const int Arity = 8, SliceNodes = 1 << 15;
    private readonly ReplicaPlan _plan;
    private readonly IReplicaSource _source;
    private readonly IReplicaSink _sink;
    private readonly LaneSet _lanes;
    private readonly BatchLayout _layout;
    private readonly SpotCheck _check;
    private readonly Action _endIfCondemned;
    private readonly Func<string, SealingBackendException> _wrong;

    /// <summary>The last row within the batches, of every base tree.</summary>
    private readonly byte[][] _tops;
    private readonly byte[][] _replicaTops;

    /// <summary>Prepares a run.</summary>
    /// <param name="plan">The shapes.</param>
    /// <param name="source">What is read.</param>
    /// <param name="sink">Where rows go.</param>
    /// <param name="lanes">Memory and streams.</param>
    /// <param name="endIfCondemned">Throws when the device is not to be trusted any more.</param>
    /// <param name="wrong">Makes the fault of a wrong node, given which one.</param>
    public ReplicaRun(ReplicaPlan plan, IReplicaSource source, IReplicaSink sink, LaneSet lanes, Action endIfCondemned,
        Func<string, SealingBackendException> wrong)
    {
        (_plan, _source, _sink, _lanes, _layout) = (plan, source, sink, lanes, lanes.Layout);
        (_endIfCondemned, _wrong) = (endIfCondemned, wrong);
        _check = new SpotCheck(plan.Layers);
        int topBytes = checked((int)(BatchesOfTree * _layout.RowLength(_layout.Rows - 1) * Digest.Size));
        _tops = [.. Enumerable.Range(0, plan.BaseTrees).Select(_ => new byte[topBytes])];
        _replicaTops = [.. Enumerable.Range(0, plan.BaseTrees).Select(_ => new byte[topBytes])];
    }

    private long BatchesOfTree => (long)(_plan.TreeC.Leaves / (ulong)_layout.Nodes);

    /// <summary>Does all of it.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        BlockScheduler.Run(BatchesOfTree * _plan.BaseTrees, _lanes.Count, _lanes.Take,
            (batch, loan) => RunBatch(batch, loan.Lane, cancellationToken), cancellationToken);
        using LaneLoan last = _lanes.Take();
        for (int tree = 0; tree < _plan.BaseTrees; tree++)
        {
            int current = tree;
            Finish(last.Lane, _plan.TreeC, _tops[tree], (row, nodes) => _sink.WriteTreeC(current, row, 0, nodes), cancellationToken);
            Finish(last.Lane, _plan.TreeRLast, _replicaTops[tree], (row, nodes) => _sink.WriteTreeRLast(current, row, 0, nodes), cancellationToken);
        }
    }

    private void RunBatch(long batch, BatchLane lane, CancellationToken cancellationToken)
    {
        ulong first = (ulong)batch * (ulong)_layout.Nodes;
        Read(first, lane, cancellationToken);
        lane.Compute(cancellationToken);
        _endIfCondemned();
        if (_check.FindFault(lane) is { } wrong) throw _wrong(wrong);
        (long tree, long place) = Math.DivRem(batch, BatchesOfTree);
        HandOver((int)tree, place, first, lane, cancellationToken);
        int top = _layout.Rows - 1, topBytes = _layout.RowLength(top) * Digest.Size;
        lane.Output(_layout.RowOffset(top), topBytes).CopyTo(_tops[tree].AsSpan((int)place * topBytes));
        lane.Output(_layout.ReplicaRowOffset(top), topBytes).CopyTo(_replicaTops[tree].AsSpan((int)place * topBytes));
        _sink.Advance((ulong)_layout.Nodes);
    }

    /// <summary>Reads labels and data of a batch.</summary>
    private void Read(ulong first, BatchLane lane, CancellationToken cancellationToken)
    {
        EachSlice(_plan.Layers + 1, _layout.Nodes, (layer, start, count) =>
        {
            Span<byte> nodes = lane.Input(_layout.InputOffset(layer + 1) + (long)start * Digest.Size, count * Digest.Size);
            if (layer < _plan.Layers) _source.ReadLayer(layer + 1, first + (ulong)start, nodes);
            else _source.ReadData(first + (ulong)start, nodes);
        }, cancellationToken);
    }

    private void HandOver(int tree, long place, ulong first, BatchLane lane, CancellationToken cancellationToken)
    {
        for (int row = 0; row < _layout.Rows; row++)
        {
            int current = row, length = _layout.RowLength(row);
            ulong firstOfRow = (ulong)place * (ulong)length;
            bool stored = row >= _plan.TreeRLast.FirstStoredRow;
            EachSlice(2, length, (part, start, count) =>
            {
                long offset = part == 0 ? _layout.RowOffset(current) : _layout.ReplicaRowOffset(current);
                ReadOnlySpan<byte> nodes = lane.Output(offset + (long)start * Digest.Size, count * Digest.Size);
                if (part == 0) _sink.WriteTreeC(tree, current, firstOfRow + (ulong)start, nodes);
                else if (stored) _sink.WriteTreeRLast(tree, current, firstOfRow + (ulong)start, nodes);
                if (part == 1 && current == 0) _sink.WriteReplica(first + (ulong)start, nodes);
            }, cancellationToken);
        }
    }

    /// <summary>Goes through several runs of nodes in slices, with this lane's share of the threads.</summary>
    private void EachSlice(int runs, int length, Action<int, int, int> act, CancellationToken cancellationToken)
    {
        int slice = Math.Min(SliceNodes, length), slices = length / slice, threads = Math.Max(1, _plan.Threads / _lanes.Count);
        if (length < SliceNodes)
        {
            for (int run = 0; run < runs; run++) act(run, 0, length);
            return;
        }
        BlockScheduler.Run((long)runs * slices, threads, () => Nothing.Instance, (block, _) =>
        {
            (long run, long part) = Math.DivRem(block, slices);
            act((int)run, (int)part * slice, slice);
        }, cancellationToken);
    }

    private void Finish(BatchLane lane, TreeShape shape, byte[] nodes, Action<int, byte[]> write, CancellationToken cancellationToken)
    {
        for (int row = _layout.Rows; row < shape.Rows; row++)
        {
            byte[] digests = new byte[nodes.Length / Arity];
            lane.HashRow(nodes, digests, cancellationToken);
            if (_check.FindFault(nodes, digests) is { } wrong) throw _wrong(wrong);
            if (row >= shape.FirstStoredRow) write(row, digests);
            nodes = digests;
        }
    }

    /// <summary>What a thread keeps between slices.</summary>
    private sealed class Nothing : IDisposable
    {
        public static readonly Nothing Instance = new();

        public void Dispose() { }
    }
}
