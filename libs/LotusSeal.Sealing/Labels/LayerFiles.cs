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
    /// <param name="buffers">Has memory.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    /// <exception cref="SealingException">There is no memory, which says nothing about the layer.</exception>
    public LayerMemory? Load(int layer, LayerBuffers buffers, CancellationToken cancellationToken)
    {
        LayerMemory? memory = options.LowMemory ? null : buffers.Take(cancellationToken);
        try
        {
            using SectorFile file = SectorFile.Open(PathOf(layer), _layerSize);
            if (memory is null) return Map(file, cancellationToken);
            for (ulong at = 0; at < _layerSize; at += Chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Read(at, memory.Slice(at, (int)Math.Min(Chunk, _layerSize - at)));
            }
            return memory;
        }
        catch (SealingException exception)
        {
            memory?.Release();
            options.Warning?.Invoke($"{exception.Message} The layer is labelled again.");
            return null;
        }
        catch
        {
            memory?.Release();
            throw;
        }
    }

    /// <summary>Goes on with a layer that was begun; null, and the file is gone, when it does not hold what was noted.</summary>
    /// <param name="begun">What was begun.</param>
    /// <param name="buffers">Has memory.</param>
    /// <param name="cancellationToken">Stops between chunks.</param>
    public PendingLayer? Resume(BegunLabels begun, LayerBuffers buffers, CancellationToken cancellationToken)
    {
        LayerMemory? memory = options.LowMemory ? null : buffers.Take(cancellationToken);
        LayerHasher hasher = new(config);
        try
        {
            using SectorFile file = SectorFile.Open(begun.File.TemporaryPath);
            // Writing to a mapped file must not run out of space.
            if (options.LowMemory && file.Length != _layerSize)
                throw new SealingException($"{file.Path} has {file.Length} bytes instead of {_layerSize}.");
            byte[] buffer = GC.AllocateUninitializedArray<byte>(options.LowMemory ? Chunk : 0);
            for (ulong at = 0; at < begun.Record.Bytes; at += Chunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                int length = (int)Math.Min(Chunk, begun.Record.Bytes - at);
                Span<byte> labels = memory is null ? buffer.AsSpan(0, length) : memory.Slice(at, length);
                file.Read(at, labels);
                hasher.Append(labels);
            }
            if (hasher.Current.ToString() != begun.Record.Hash)
                throw new SealingException($"{file.Path} does not hold the {begun.Record.Nodes} nodes that were labelled.");
            memory ??= LayerMemory.Map(begun.File.Handle, _layerSize);
            return new PendingLayer(memory, begun.File, hasher, begun.Record.Nodes);
        }
        catch (Exception exception)
        {
            hasher.Dispose();
            memory?.Release();
            if (exception is not SealingException) throw;
            begun.Discard();
            options.Warning?.Invoke($"{exception.Message} {PathOf(begun.Record.Layer)} is labelled from its start.");
            return null;
        }
    }

    /// <summary>Begins with a layer.</summary>
    /// <param name="layer">1-based.</param>
    /// <param name="buffers">Has memory.</param>
    /// <param name="cancellationToken">Stops the search for memory.</param>
    public PendingLayer Begin(int layer, LayerBuffers buffers, CancellationToken cancellationToken)
    {
        PendingFile? file = null;
        LayerMemory? memory = null;
        try
        {
            long reserve = options.LowMemory ? (long)_layerSize : 0;
            file = new PendingFile(PathOf(layer), reserve: reserve, leavesMemory: options.LeavesMemory(_layerSize));
            memory = options.LowMemory ? LayerMemory.Map(file.Handle, _layerSize) : buffers.Take(cancellationToken);
            return new PendingLayer(memory, file, new LayerHasher(config), FirstNode: 0);
        }
        catch
        {
            file?.Dispose();
            memory?.Release();
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
