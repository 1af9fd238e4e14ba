using System.Runtime.ExceptionServices;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Parents;

/// <summary>Keeps a bounded ring of parents ahead of the label loop, filled by other threads.</summary>
internal sealed class ParentsPipeline : IDisposable
{
    /// <summary>Most nodes of a block: about 3 ms of labels; a ring of them stays in the second cache.</summary>
    public const int BlockNodes = 1 << 12;

    private const int Empty = -1, SmallestBlock = 64, BlocksOfSmallLayers = 8;
    private readonly IParentsSource _source;
    private readonly ulong _first, _end;
    private readonly int _blockNodes;
    private readonly long _blocks;
    private readonly NativeBuffer<uint>[] _slots;
    private readonly long[] _held;
    private readonly Task[] _producers;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _filled = new(0), _free;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationToken _token;
    private long _nextToFill;
    private Exception? _failure;

    /// <summary>Begins to fill the ring.</summary>
    /// <param name="source">Has the parents.</param>
    /// <param name="first">First node.</param>
    /// <param name="end">Behind the last node.</param>
    /// <param name="cancellationToken">Stops it.</param>
    public ParentsPipeline(IParentsSource source, ulong first, ulong end, CancellationToken cancellationToken)
    {
        _source = source;
        (_first, _end) = (first, end);
        _blockNodes = (int)Math.Clamp(end / BlocksOfSmallLayers, SmallestBlock, BlockNodes);
        _blocks = (long)((end - first + (ulong)_blockNodes - 1) / (ulong)_blockNodes);
        int slots = source.Threads + 2;
        _slots = new NativeBuffer<uint>[slots];
        for (int i = 0; i < slots; i++) _slots[i] = new NativeBuffer<uint>(_blockNodes * SectorGraph.Degree);
        _held = new long[slots];
        Array.Fill(_held, Empty);
        _free = new SemaphoreSlim(slots);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        _token = _stop.Token;
        _producers = new Task[source.Threads];
        for (int i = 0; i < _producers.Length; i++)
            _producers[i] = Task.Factory.StartNew(Produce, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Calls <paramref name="consume"/> with each block in order, on the calling thread.</summary>
    /// <param name="consume">First node, and the parents of the nodes of the block.</param>
    public void ConsumeAll(Consumer consume)
    {
        for (long block = 0; block < _blocks; block++)
        {
            while (!Holds(block)) Wait();
            consume(FirstOf(block), ParentsOf(block));
            lock (_gate) _held[block % _slots.Length] = Empty;
            _free.Release();
        }
    }

    /// <summary>Ends the producers.</summary>
    public void Dispose()
    {
        _stop.Cancel();
        Task.WaitAll(_producers, CancellationToken.None);
        foreach (NativeBuffer<uint> slot in _slots) slot.Dispose();
        _stop.Dispose();
        _filled.Dispose();
        _free.Dispose();
    }

    private uint FirstOf(long block) => (uint)(_first + (ulong)block * (ulong)_blockNodes);

    /// <summary>The last block may be shorter.</summary>
    private Span<uint> ParentsOf(long block)
    {
        int nodes = (int)Math.Min((ulong)_blockNodes, _end - FirstOf(block));
        return _slots[block % _slots.Length].Span[..(nodes * SectorGraph.Degree)];
    }

    private bool Holds(long block)
    {
        lock (_gate) return _held[block % _slots.Length] == block;
    }

    private void Wait()
    {
        try
        {
            _filled.Wait(_token);
        }
        catch (OperationCanceledException)
        {
            if (Volatile.Read(ref _failure) is { } failure) ExceptionDispatchInfo.Throw(failure);
            throw;
        }
    }

    /// <summary>A free slot is waited for before a block number is drawn, so blocks in the ring are always the next ones.</summary>
    private void Produce()
    {
        try
        {
            while (true)
            {
                _free.Wait(_token);
                long block = Interlocked.Increment(ref _nextToFill) - 1;
                if (block >= _blocks) return;
                _source.Fill(FirstOf(block), ParentsOf(block));
                lock (_gate) _held[block % _slots.Length] = block;
                _filled.Release();
            }
        }
        catch (OperationCanceledException) when (_token.IsCancellationRequested)
        {
            // The consumer is done or was cancelled.
        }
        catch (Exception exception)
        {
            Interlocked.CompareExchange(ref _failure, exception, null);
            _stop.Cancel();
        }
    }

    /// <summary>Receives a block.</summary>
    internal delegate void Consumer(uint firstNode, ReadOnlySpan<uint> parents);
}
