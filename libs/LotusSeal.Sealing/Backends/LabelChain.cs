namespace LotusSeal.Sealing.Backends;

/// <summary>One sector's place in <see cref="LabelBackend.Label"/>.</summary>
/// <param name="replicaId">Enters every label.</param>
/// <param name="nodes">Nodes of the sector.</param>
/// <param name="layerNumber">1-based number of the layer under work; sectors that are hashed together need not agree in it.</param>
/// <param name="layer">Labels of the layer under work, for all <paramref name="nodes"/>.</param>
/// <param name="previousLayer">Labels of the layer below, as many; not given for layer 1.</param>
/// <remarks>Pointers, because a layer is longer than a span can be. The memory must stay where it is during the call.</remarks>
public readonly struct LabelChain(Digest replicaId, ulong nodes, uint layerNumber, LabelPlaces layer, LabelPlaces previousLayer)
{
    /// <summary>Enters every label.</summary>
    public readonly Digest ReplicaId = replicaId;

    /// <summary>Nodes of the sector.</summary>
    public readonly ulong Nodes = nodes;

    /// <summary>1-based number of the layer under work.</summary>
    public readonly uint LayerNumber = layerNumber;

    /// <summary>Labels of the layer under work.</summary>
    public readonly LabelPlaces Layer = layer;

    /// <summary>Labels of the layer below.</summary>
    public readonly LabelPlaces PreviousLayer = previousLayer;
}
