using System.Buffers.Binary;

namespace LotusSeal.Sealing.Graph;

/// <summary>The message whose sha254 is a label (porep.md 3.6).</summary>
internal static class LabelMessage
{
    /// <summary>Bytes before the parents.</summary>
    public const int HeaderSize = 64;

    /// <summary>Bytes of a message with parents; node 0 has the header only.</summary>
    public const int Size = HeaderSize + SectorGraph.LabelParents * Digest.Size;

    private const int LayerAt = 32, NodeAt = 36;

    public static void WriteHeader(ReadOnlySpan<byte> replicaId, uint layer, Span<byte> message)
    {
        message[..HeaderSize].Clear();
        replicaId.CopyTo(message);
        BinaryPrimitives.WriteUInt32BigEndian(message[LayerAt..], layer);
    }

    public static void WriteNode(ulong node, Span<byte> message) => BinaryPrimitives.WriteUInt64BigEndian(message[NodeAt..], node);

    /// <summary>Which of a node's 14 parents stands in a slot: 6 are used in layer 1, all 14 above.</summary>
    public static int ParentOfSlot(uint layer, int slot) => slot % (layer == 1 ? SectorGraph.BaseDegree : SectorGraph.Degree);
}
