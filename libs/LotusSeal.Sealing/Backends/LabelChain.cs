namespace LotusSeal.Sealing.Backends;

/// <summary>One sector's place in <see cref="ISealingBackend.LabelRange"/>.</summary>
public unsafe struct LabelChain
{
    /// <summary>32 bytes.</summary>
    public byte* ReplicaId;

    /// <summary>Labels of the layer under work: all of the sector's nodes.</summary>
    public byte* Layer;

    /// <summary>Labels of the layer below, null for layer 1.</summary>
    public byte* PreviousLayer;
}
