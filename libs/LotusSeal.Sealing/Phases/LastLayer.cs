using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Phases;

/// <summary>Labels the last layer of a replica again (porep.md 6.4): what a sealed file is its data plus.</summary>
internal sealed class LastLayer(GraphBackend graphs, LabelBackend labelling, SealingOptions options, PoRepConfig config, string scratchDirectory)
{
    /// <summary>The last layer up to <paramref name="end"/>; the layers below are needed whole.</summary>
    /// <param name="replicaId">The replica.</param>
    /// <param name="end">Nodes of the last layer.</param>
    /// <param name="meter">Counts nodes of all layers.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public LayerMemory Make(Digest replicaId, ulong end, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using OpenGraph graph = graphs.Open(SectorGraph.SeedsOf(config));
        LayerLabeller labeller = new(labelling, new ParentsCache(options), graph, replicaId);
        using LayerBuffers buffers = new(config.SectorSize, options, scratchDirectory);
        LayerMemory? previous = null, current = null;
        try
        {
            for (int layer = 1; layer <= config.Layers; layer++)
            {
                (previous, current) = (current, previous ?? Allocate(buffers, cancellationToken));
                string step = $"layer {layer}/{config.Layers}";
                labeller.Label(layer, layer == config.Layers ? end : config.Nodes, current, previous,
                    (nodes, _) => meter.Add(step, (ulong)nodes), cancellationToken);
            }
            previous?.Dispose();
            return current!;
        }
        catch
        {
            previous?.Dispose();
            current?.Dispose();
            throw;
        }
    }

    /// <summary>Nodes that <see cref="Make"/> labels in all.</summary>
    public ulong Work(ulong end) => config.Nodes * (ulong)(config.Layers - 1) + end;

    /// <summary>A mapped layer loses its name at once: the space is free again when the process ends, however it ends.</summary>
    private LayerMemory Allocate(LayerBuffers buffers, CancellationToken cancellationToken)
    {
        if (!options.LowMemory) return buffers.Take(cancellationToken);
        Directory.CreateDirectory(scratchDirectory);
        string path = Path.Combine(scratchDirectory, $"unseal-{Guid.NewGuid():N}{SectorFileNames.TemporarySuffix}");
        using var file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete,
            FileOptions.None, (long)config.SectorSize);
        try
        {
            return LayerMemory.Map(file, config.SectorSize);
        }
        finally
        {
            File.Delete(path);
        }
    }
}
