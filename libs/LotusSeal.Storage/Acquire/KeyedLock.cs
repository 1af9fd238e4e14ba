namespace LotusSeal.Storage;

/// <summary>One asynchronous lock for each key; keys cost nothing while nobody holds them.</summary>
internal sealed class KeyedLock<TKey> where TKey : notnull
{
    private readonly Dictionary<TKey, Slot> _slots = [];
    private readonly Lock _gate = new();

    public async Task<IDisposable> EnterAsync(TKey key, CancellationToken cancellationToken)
    {
        Slot slot;
        lock (_gate)
        {
            if (!_slots.TryGetValue(key, out slot!)) _slots[key] = slot = new Slot();
            slot.Users++;
        }

        try
        {
            await slot.Semaphore.WaitAsync(cancellationToken);
        }
        catch
        {
            Leave(key, slot);
            throw;
        }

        return new Holder(this, key, slot);
    }

    private void Leave(TKey key, Slot slot)
    {
        lock (_gate)
        {
            if (--slot.Users > 0) return;
            _slots.Remove(key);
            slot.Semaphore.Dispose();
        }
    }

    private sealed class Slot
    {
        public SemaphoreSlim Semaphore { get; } = new(1, 1);
        public int Users { get; set; }
    }

    private sealed class Holder(KeyedLock<TKey> owner, TKey key, Slot slot) : IDisposable
    {
        private int _released;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _released, 1) != 0) return;
            slot.Semaphore.Release();
            owner.Leave(key, slot);
        }
    }
}
