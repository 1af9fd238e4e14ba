using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Scheduling;

/// <summary>
/// Read and write locks on the file types of sectors, as the index of Lotus keeps them (protocol spec 4.3). They live in memory only.
/// </summary>
public sealed class SectorLockTable
{
    private readonly Lock _gate = new();
    private readonly Dictionary<SectorId, Held> _held = [];
    private TaskCompletionSource _released = NewSignal();

    /// <summary>Waits until all locks can be taken at once, and takes them.</summary>
    public async Task<IDisposable> LockAsync(SectorId sector, SectorFileType read, SectorFileType write, CancellationToken cancellationToken)
    {
        while (true)
        {
            Task released;
            lock (_gate)
            {
                if (TryTake(sector, read, write) is { } lease) return lease;
                released = _released.Task;
            }

            await released.WaitAsync(cancellationToken);
        }
    }

    /// <summary>The counters, for StorageGetLocks.</summary>
    public SectorLocks Snapshot()
    {
        lock (_gate)
        {
            return new SectorLocks([.. _held.OrderBy(pair => pair.Key.Number)
                .Select(pair => new SectorLock(pair.Key, [.. pair.Value.Write], [.. pair.Value.Read]))]);
        }
    }

    private Lease? TryTake(SectorId sector, SectorFileType read, SectorFileType write)
    {
        if (!_held.TryGetValue(sector, out Held? held)) held = new Held();
        for (int i = 0; i < SectorFileTypes.All.Count; i++)
        {
            SectorFileType type = SectorFileTypes.All[i];
            bool wantsWrite = write.HasFlag(type), wantsRead = read.HasFlag(type);
            if (held.Write[i] > 0 && (wantsRead || wantsWrite)) return null;
            if (held.Read[i] > 0 && wantsWrite) return null;
        }

        held.Change(read, write, 1);
        _held[sector] = held;
        return new Lease(this, sector, read, write);
    }

    private void Release(SectorId sector, SectorFileType read, SectorFileType write)
    {
        TaskCompletionSource released;
        lock (_gate)
        {
            Held held = _held[sector];
            held.Change(read, write, -1);
            if (held.IsEmpty) _held.Remove(sector);
            released = _released;
            _released = NewSignal();
        }

        released.SetResult();
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private sealed class Held
    {
        public int[] Read { get; } = new int[SectorFileTypes.All.Count];

        public int[] Write { get; } = new int[SectorFileTypes.All.Count];

        public bool IsEmpty => Read.All(count => count == 0) && Write.All(count => count == 0);

        public void Change(SectorFileType read, SectorFileType write, int by)
        {
            for (int i = 0; i < SectorFileTypes.All.Count; i++)
            {
                if (read.HasFlag(SectorFileTypes.All[i])) Read[i] += by;
                if (write.HasFlag(SectorFileTypes.All[i])) Write[i] += by;
            }
        }
    }

    private sealed class Lease(SectorLockTable table, SectorId sector, SectorFileType read, SectorFileType write) : IDisposable
    {
        private int _done;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _done, 1) == 0) table.Release(sector, read, write);
        }
    }
}
