using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Cuda.Replicas;

/// <summary>The work on one sector: batches of consecutive nodes, each a part of a base tree, then the rows above them.</summary>
internal sealed class ReplicaRun
{
    private const int Arity = 8, SliceNodes = 1 << 15;
    private readonly BatchJob _job;
    private readonly LaneSet _lanes;
    private readonly BatchLayout _layout;
    private readonly SpotCheck _check;
    private readonly Action _endIfCondemned;
    private readonly Func<string, SealingBackendException> _wrong;

    /// <summary>The last row within the batches, of every kind of tree, of every base tree.</summary>
    private readonly byte[][][] _tops;

    /// <summary>Prepares a run.</summary>
    /// <param name="job">What is done.</param>
    /// <param name="lanes">Memory and streams.</param>
    /// <param name="endIfCondemned">Throws when the device is not to be trusted any more.</param>
    /// <param name="wrong">Makes the fault of a wrong node, given which one.</param>
    public ReplicaRun(BatchJob job, LaneSet lanes, Action endIfCondemned, Func<string, SealingBackendException> wrong)
    {
        (_job, _lanes, _layout) = (job, lanes, lanes.Layout);
        (_endIfCondemned, _wrong) = (endIfCondemned, wrong);
        _check = new SpotCheck(job);
        int topBytes = checked((int)(BatchesOfTree * _layout.RowLength(_layout.Rows - 1) * Digest.Size));
        _tops = [.. job.Trees.Select(_ => Enumerable.Range(0, job.BaseTrees).Select(_ => new byte[topBytes]).ToArray())];
    }

    private long BatchesOfTree => (long)(_job.Leaves / (ulong)_layout.Nodes);

    /// <summary>Does all of it.</summary>
    public void Run(CancellationToken cancellationToken)
    {
        BlockScheduler.Run(BatchesOfTree * _job.BaseTrees, _lanes.Count, _lanes.Take,
            (batch, loan) => RunBatch(batch, loan.Lane, cancellationToken), cancellationToken);
        using LaneLoan last = _lanes.Take();
        for (int tree = 0; tree < _job.BaseTrees; tree++)
            for (int kind = 0; kind < _layout.Kinds; kind++)
                Finish(last.Lane, kind, tree, cancellationToken);
    }

    private void RunBatch(long batch, BatchLane lane, CancellationToken cancellationToken)
    {
        ulong nodes = (ulong)_layout.Nodes, first = (ulong)batch * nodes;
        // What a lane takes when this batch is done.
        _job.Expect(first + (ulong)_lanes.Count * nodes, nodes);
        EachSlice(_layout.Inputs, _layout.Nodes, (input, start, count) =>
            _job.Read(input, first + (ulong)start, lane.Input(_layout.InputOffset(input) + (long)start * Digest.Size, count * Digest.Size)),
            cancellationToken);
        lane.Compute(first, cancellationToken);
        _endIfCondemned();
        if (_check.FindFault(lane, first) is { } wrong) throw _wrong(wrong);
        (long tree, long place) = Math.DivRem(batch, BatchesOfTree);
        HandOver((int)tree, place, first, lane, cancellationToken);
        int top = _layout.Rows - 1, topBytes = _layout.RowLength(top) * Digest.Size;
        for (int kind = 0; kind < _layout.Kinds; kind++)
            lane.Output(_layout.RowOffset(top, kind), topBytes).CopyTo(_tops[kind][tree].AsSpan((int)place * topBytes));
        _job.Advance((ulong)_layout.Nodes);
    }

    private void HandOver(int tree, long place, ulong first, BatchLane lane, CancellationToken cancellationToken)
    {
        for (int row = 0; row < _layout.Rows; row++)
        {
            int current = row, length = _layout.RowLength(row);
            ulong firstOfRow = (ulong)place * (ulong)length;
            EachSlice(_layout.Kinds, length, (kind, start, count) =>
            {
                ReadOnlySpan<byte> nodes = lane.Output(_layout.RowOffset(current, kind) + (long)start * Digest.Size, count * Digest.Size);
                if (current >= _job.Trees[kind].FirstStoredRow) _job.WriteRow(kind, tree, current, firstOfRow + (ulong)start, nodes);
                if (kind == _layout.Kinds - 1 && current == 0) _job.WriteReplica(first + (ulong)start, nodes);
            }, cancellationToken);
        }
    }

    /// <summary>Goes through several runs of nodes in slices, with this lane's share of the threads.</summary>
    private void EachSlice(int runs, int length, Action<int, int, int> act, CancellationToken cancellationToken)
    {
        int slice = Math.Min(SliceNodes, length), slices = length / slice, threads = Math.Max(1, _job.Threads / _lanes.Count);
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

    /// <summary>The rows above the batches of a base tree.</summary>
    private void Finish(BatchLane lane, int kind, int tree, CancellationToken cancellationToken)
    {
        TreeShape shape = _job.Trees[kind];
        byte[] nodes = _tops[kind][tree];
        for (int row = _layout.Rows; row < shape.Rows; row++)
        {
            byte[] digests = new byte[nodes.Length / Arity];
            lane.HashRow(nodes, digests, cancellationToken);
            if (_check.FindFault(nodes, digests) is { } wrong) throw _wrong(wrong);
            if (row >= shape.FirstStoredRow) _job.WriteRow(kind, tree, row, 0, digests);
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
