using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Parents;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Labels;

/// <summary>One sector among those that are labelled now; disposing it lets the others have its place.</summary>
internal sealed class LabelSeat : ILayerLabeller, IDisposable
{
    private readonly LabelGroups _groups;
    private readonly GraphBackend _graphs;
    private readonly GraphSeeds _seeds;
    private volatile string? _beside;

    public LabelSeat(LabelGroups groups, GraphBackend graphs, GraphSeeds seeds, LabelBackend labels, ParentsCache parentsCache, Digest replicaId) =>
        (_groups, _graphs, _seeds, Labels, ParentsCache, ReplicaId) = (groups, graphs, seeds, labels, parentsCache, replicaId);

    /// <summary>The sector, for a person.</summary>
    public required string Sector { get; init; }

    /// <summary>Name of a thread that labels it.</summary>
    public required string Thread { get; init; }

    /// <summary>The replica.</summary>
    public Digest ReplicaId { get; }

    /// <summary>Hashes.</summary>
    public LabelBackend Labels { get; }

    /// <summary>Delivers parents.</summary>
    public ParentsCache ParentsCache { get; }

    /// <summary>True from the first layer on. Of <see cref="LabelGroups"/>.</summary>
    public bool HasBegun { get; set; }

    /// <summary>A core that this sector has between its layers; the loop has it within them. Of <see cref="LabelGroups"/>.</summary>
    public ILabelCore? Core { get; set; }

    /// <summary>The layer that is labelled now or waits; null between layers. Of <see cref="LabelGroups"/>.</summary>
    public LabelPart? Part { get; set; }

    /// <inheritdoc/>
    public string? Beside => _beside;

    /// <summary>The graph, for a loop that may outlive this sector's step.</summary>
    public OpenGraph OpenGraph() => _graphs.Open(_seeds);

    /// <summary>What sectors have in common that can be labelled by the same calls: parents and kernel.</summary>
    public (GraphSeeds Seeds, LabelBackend Labels) Kind => (_seeds, Labels);

    /// <summary>True from its first layer on while it is in no loop: it waits for one, or is between two layers.</summary>
    public bool IsUnlabelled => HasBegun && Part?.Loop is null;

    /// <summary>Notes who else is in its loop.</summary>
    public void Name(IReadOnlyCollection<LabelPart> loop) => _beside = loop.Count < 2 ? null
        : string.Join(", ", loop.Where(part => part.Seat != this).Select(part => part.Seat.Sector));

    /// <inheritdoc/>
    public ILayerLabelling Begin(int layer, ulong first, ulong end, LayerMemory memory, LayerLabels? previous, CancellationToken cancellationToken)
    {
        LabelPart part = new(this, layer, memory, previous, first, end, cancellationToken);
        _groups.Begin(part);
        return new SeatLabelling(_groups, part);
    }

    /// <inheritdoc/>
    public void Dispose() => _groups.Leave(this);
}
