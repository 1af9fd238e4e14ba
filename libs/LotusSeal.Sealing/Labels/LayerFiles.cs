using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>The layer files that lie in a cache already: which of them are whole, and their labels.</summary>
/// <remarks>A layer that cannot be read is as good as none: it is labelled again.</remarks>
internal sealed class LayerFiles(PoRepConfig config, string cacheDirectory, SealingOptions options)
{
    private const int Chunk = 4 << 20;
    private readonly ulong _layerSize = config.SectorSize;

    /// <summary>Full name of a layer.</summary>
    public string PathOf(int layer) => Path.Combine(cacheDirectory, SectorFileNames.Layer(layer));

    /// <summary>Which layers have the digest that was stored when they were finished; index 0 is layer 1.</summary>
    /// <remarks>Digests of ranges that are not there, since an earlier version labelled, are made on the way.</remarks>
    public bool[] FindWhole(LayerCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        bool[] whole = new bool[config.Layers];
        int candidates = Math.Min(checkpoint.Layers.Count, config.Layers);
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        Parallel.For(0, candidates, parallel, i => whole[i] = IsWhole(i + 1, checkpoint.Layers[i], cancellationToken));
        for (int layer = 1; layer <= candidates; layer++)
            if (!whole[layer - 1]) options.Warning?.Invoke($"{PathOf(layer)} is missing or damaged; it is labelled again.");
        return whole;
    }

    /// <summary>The labels of a whole layer; null when they cannot be read any more.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="memory">Memory of a layer to use, or null; it is taken over.</param>
    /// <param name="buffers">Has memory where none is given.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public LayerMemory? Load(int layer, LayerMemory? memory, LayerBuffers buffers, CancellationToken cancellationToken)
    {
        try
        {
            using SectorFile file = SectorFile.Open(PathOf(layer), _layerSize);
            if (options.LowMemory) return Map(file, cancellationToken);
            memory ??= buffers.Take(cancellationToken);
            for (ulong at = 0; at < _layerSize; at += Chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Read(at, memory.Slice(at, (int)Math.Min(Chunk, _layerSize - at)));
            }
            return memory;
        }
        catch (SealingException exception)
        {
            memory?.Dispose();
            options.Warning?.Invoke($"{exception.Message} The layer is labelled again.");
            return null;
        }
        catch
        {
            memory?.Dispose();
            throw;
        }
    }

    /// <summary>A page that cannot be read kills a process that has it mapped, and only fails one that reads: so all are read first.</summary>
    private LayerMemory Map(SectorFile file, CancellationToken cancellationToken)
    {
        byte[] buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(Chunk, _layerSize));
        for (ulong at = 0; at < _layerSize; at += (ulong)buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Read(at, buffer);
        }
        using var handle = File.OpenHandle(file.Path);
        return LayerMemory.MapRead(handle, _layerSize);
    }

    private void Complete(int layer, LayerDigests digests, string expected)
    {
        try
        {
            if (LayerDigests.Load(cacheDirectory, layer, _layerSize, expected) is null) digests.Save(cacheDirectory, layer);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The layer is whole all the same; PreCommit2 reads it unchecked.
            options.Warning?.Invoke($"The digests of {PathOf(layer)} cannot be kept: {exception.Message}");
        }
    }

    private bool IsWhole(int layer, string expected, CancellationToken cancellationToken)
    {
        if (!File.Exists(PathOf(layer))) return false;
        try
        {
            using SectorFile file = SectorFile.Open(PathOf(layer), _layerSize);
            using LayerHasher hasher = new(config);
            byte[] buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(Chunk, _layerSize));
            for (ulong at = 0; at < _layerSize; at += (ulong)buffer.Length)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Read(at, buffer);
                hasher.Append(buffer);
            }
            LayerDigests digests = hasher.Finish();
            if (digests.LayerHash.ToString() != expected) return false;
            Complete(layer, digests, expected);
            return true;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SealingException)
        {
            options.Warning?.Invoke($"{PathOf(layer)} cannot be read: {exception.Message}");
            return false;
        }
    }
}
