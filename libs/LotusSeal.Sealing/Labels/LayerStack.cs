using System.Security.Cryptography;
using LotusSeal.Sealing.Cache;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>The layer files of a PreCommit1: makes those that are missing and keeps a checkpoint.</summary>
internal sealed class LayerStack(PoRepConfig config, string cacheDirectory, SealingOptions options)
{
    private const int HashChunk = 4 << 20;
    private readonly ulong _layerSize = config.SectorSize;

    /// <summary>Labels every layer after the whole ones.</summary>
    /// <param name="labeller">Labels of this replica.</param>
    /// <param name="checkpoint">Layers done so far; its digests are checked against the files.</param>
    /// <param name="meter">Counts nodes.</param>
    /// <param name="cancellationToken">Stops within a block of nodes.</param>
    public void Build(LayerLabeller labeller, LayerCheckpoint checkpoint, ProgressMeter meter, CancellationToken cancellationToken)
    {
        int done = CountWholeLayers(checkpoint, cancellationToken);
        if (checkpoint.Layers.Count > 0)
            options.Note?.Invoke($"{cacheDirectory}: {done} of {config.Layers} layers are whole and kept, labelling goes on with layer {done + 1}");
        meter.Add($"layer {done}/{config.Layers}", (ulong)done * config.Nodes);
        List<string> digests = [.. checkpoint.Layers.Take(done)];
        LayerMemory? previous = null, spare = null;
        try
        {
            for (int layer = done + 1; layer <= config.Layers; layer++)
            {
                if (layer > 1) previous ??= Load(layer - 1, cancellationToken);
                using PendingFile file = new(PathOf(layer), reserve: options.LowMemory ? (long)_layerSize : 0);
                LayerMemory current = spare ?? Allocate(file);
                spare = null;
                Digest digest;
                try
                {
                    digest = Label(labeller, layer, current, previous, file, meter, cancellationToken);
                }
                catch
                {
                    current.Dispose();
                    throw;
                }
                file.Commit();
                digests.Add(digest.ToString());
                (checkpoint with { Layers = digests }).Save(cacheDirectory);
                if (previous is { IsMapped: true }) previous.Dispose();
                else spare = previous;
                previous = current;
            }
        }
        finally
        {
            previous?.Dispose();
            spare?.Dispose();
        }
    }

    private string PathOf(int layer) => Path.Combine(cacheDirectory, SectorFileNames.Layer(layer));

    private LayerMemory Allocate(PendingFile file) =>
        options.LowMemory ? LayerMemory.Map(file.Handle, _layerSize) : LayerMemory.Allocate(_layerSize);

    private Digest Label(LayerLabeller labeller, int layer, LayerMemory current, LayerMemory? previous, PendingFile file, ProgressMeter meter,
        CancellationToken cancellationToken)
    {
        using LayerFileWriter writer = new(current, file.Handle);
        string step = $"layer {layer}/{config.Layers}";
        labeller.Label(layer, config.Nodes, current, previous, (nodes, finished) =>
        {
            writer.Advance(finished * Digest.Size);
            meter.Add(step, (ulong)nodes);
        }, cancellationToken);
        return writer.Finish();
    }

    private LayerMemory Load(int layer, CancellationToken cancellationToken)
    {
        using SectorFile file = SectorFile.Open(PathOf(layer), _layerSize);
        if (options.LowMemory)
        {
            using var handle = File.OpenHandle(file.Path);
            return LayerMemory.MapRead(handle, _layerSize);
        }
        LayerMemory memory = LayerMemory.Allocate(_layerSize);
        try
        {
            for (ulong at = 0; at < _layerSize; at += HashChunk)
            {
                cancellationToken.ThrowIfCancellationRequested();
                file.Read(at, memory.Slice(at, (int)Math.Min(HashChunk, _layerSize - at)));
            }
            return memory;
        }
        catch
        {
            memory.Dispose();
            throw;
        }
    }

    /// <summary>How many layers from the first on have the digest that was stored when they were finished.</summary>
    private int CountWholeLayers(LayerCheckpoint checkpoint, CancellationToken cancellationToken)
    {
        int candidates = Math.Min(checkpoint.Layers.Count, config.Layers);
        bool[] whole = new bool[candidates];
        ParallelOptions parallel = new() { MaxDegreeOfParallelism = options.Threads, CancellationToken = cancellationToken };
        Parallel.For(0, candidates, parallel, i => whole[i] = IsWhole(i + 1, checkpoint.Layers[i], cancellationToken));
        int broken = Array.IndexOf(whole, false), count = broken < 0 ? candidates : broken;
        if (count < candidates)
            options.Warning?.Invoke($"{PathOf(count + 1)} is missing or damaged; labelling goes on from layer {count + 1}.");
        return count;
    }

    /// <summary>A layer that cannot be read is as good as none: it is labelled again.</summary>
    private bool IsWhole(int layer, string expected, CancellationToken cancellationToken)
    {
        try
        {
            return HasDigest(layer, expected, cancellationToken);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or SealingException)
        {
            options.Warning?.Invoke($"{PathOf(layer)} cannot be read: {exception.Message}");
            return false;
        }
    }

    private bool HasDigest(int layer, string expected, CancellationToken cancellationToken)
    {
        if (!File.Exists(PathOf(layer)) || (ulong)new FileInfo(PathOf(layer)).Length != _layerSize) return false;
        using SectorFile file = SectorFile.Open(PathOf(layer), _layerSize);
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        byte[] buffer = GC.AllocateUninitializedArray<byte>((int)Math.Min(HashChunk, _layerSize));
        for (ulong at = 0; at < _layerSize; at += (ulong)buffer.Length)
        {
            cancellationToken.ThrowIfCancellationRequested();
            file.Read(at, buffer);
            hash.AppendData(buffer);
        }
        return Convert.ToHexStringLower(hash.GetHashAndReset()) == expected;
    }
}
