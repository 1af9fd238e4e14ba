using ManagedCuda;

namespace LotusSeal.Cuda.Proofs;

/// <summary>
/// Points of keys that stay in the device's memory: the partitions of a sector, and the next sector, need the same ones, and a file is read and
/// decoded once. Only memory that nothing else needs is taken.
/// </summary>
/// <param name="device">The device.</param>
/// <param name="totalMemory">All of its memory, bytes.</param>
internal sealed class ResidentPoints(ProofDevice device, ulong totalMemory) : IDisposable
{
    /// <summary>What sums need besides, and what is left to others on the device: PreCommit2 works there too.</summary>
    private const ulong LeastReserve = 4UL << 30, ReserveShare = 8;

    private readonly Dictionary<(object Query, int Start, int Count), Entry> _entries = [];
    private ulong _transform;
    private long _proof;

    /// <summary>Says that a proof begins, and what its transforms need: bytes that stay free.</summary>
    public void BeginProof(ulong transformBytes)
    {
        _proof++;
        _transform = Math.Max(_transform, transformBytes);
    }

    /// <summary>Bytes of what transforms need that are in use now, and not free.</summary>
    public ulong InTransform { get; set; }

    /// <summary>The points of a part of a query, if they are there.</summary>
    public CudaDeviceVariable<byte>? Find(object query, int start, int count)
    {
        if (!_entries.TryGetValue((query, start, count), out Entry? entry)) return null;
        entry.LastProof = _proof;
        return entry.Points;
    }

    /// <summary>Room for the points of a part of a query; null where memory is short. What this proof does not need makes way.</summary>
    /// <param name="bytes">Size of the points.</param>
    public CudaDeviceVariable<byte>? TryTake(long bytes)
    {
        ulong needed = (ulong)bytes + _transform - Math.Min(_transform, InTransform) + Math.Max(LeastReserve, totalMemory / ReserveShare);
        while (device.FreeMemory < needed)
        {
            // What was needed longest ago goes first; what this proof needs stays.
            Entry? oldest = _entries.Values.Where(entry => entry.LastProof < _proof).MinBy(entry => entry.LastProof);
            if (oldest is null) return null;
            Drop(entry => entry == oldest);
        }

        try
        {
            return new CudaDeviceVariable<byte>(bytes);
        }
        catch (CudaException exception) when (exception.CudaError == ManagedCuda.BasicTypes.CUResult.ErrorOutOfMemory)
        {
            return null;
        }
    }

    /// <summary>Keeps points that were read into such room.</summary>
    public void Keep(object query, int start, int count, CudaDeviceVariable<byte> points) =>
        _entries.Add((query, start, count), new Entry(points) { LastProof = _proof });

    /// <summary>Gives all of them back.</summary>
    /// <returns>Whether there were any.</returns>
    public bool Clear()
    {
        bool any = _entries.Count > 0;
        Drop(_ => true);
        return any;
    }

    /// <inheritdoc/>
    public void Dispose() => Clear();

    private void Drop(Func<Entry, bool> which)
    {
        foreach ((var key, Entry entry) in _entries.Where(entry => which(entry.Value)).ToArray())
        {
            _entries.Remove(key);
            entry.Points.Dispose();
        }
    }

    private sealed class Entry(CudaDeviceVariable<byte> points)
    {
        public CudaDeviceVariable<byte> Points => points;

        public long LastProof { get; set; }
    }
}
