using System.Runtime.CompilerServices;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Hashing;

namespace LotusSeal.Sealing.Backends;

/// <summary>Labels with the framework's SHA-256.</summary>
internal sealed unsafe class ManagedLabelBackend() : LabelBackend(ManagedSealingBackend.DeviceName, maxChains: 1)
{
    [SkipLocalsInit]
    protected override void LabelCore(ReadOnlySpan<LabelChain> chains, uint firstNode, ReadOnlySpan<uint> parents)
    {
        ref readonly LabelChain chain = ref chains[0];
        byte* message = stackalloc byte[LabelMessage.Size];
        Span<byte> whole = new(message, LabelMessage.Size);
        LabelMessage.WriteHeader(chain.ReplicaId.Span, chain.LayerNumber, whole);
        int distinct = chain.LayerNumber == 1 ? SectorGraph.BaseDegree : SectorGraph.Degree, distinctSize = distinct * Digest.Size;
        for (ulong node = firstNode; !parents.IsEmpty; node++, parents = parents[SectorGraph.Degree..])
        {
            LabelMessage.WriteNode(node, whole);
            Span<byte> label = new(chain.Layer.Of(node), Digest.Size);
            if (node == 0)
            {
                Sha254.Hash(whole[..LabelMessage.HeaderSize], label);
                continue;
            }
            byte* slots = message + LabelMessage.HeaderSize;
            for (int p = 0; p < distinct; p++)
            {
                byte* source = (p < SectorGraph.BaseDegree ? chain.Layer : chain.PreviousLayer).Of(parents[p]);
                Unsafe.CopyBlockUnaligned(slots + p * Digest.Size, source, Digest.Size);
            }
            for (int done = distinctSize; done < LabelMessage.Size - LabelMessage.HeaderSize;)
            {
                int size = Math.Min(done, LabelMessage.Size - LabelMessage.HeaderSize - done);
                // Doubling keeps the period: every copy starts at a multiple of it.
                Unsafe.CopyBlockUnaligned(slots + done, slots, (uint)size);
                done += size;
            }
            Sha254.Hash(whole, label);
        }
    }
}
