using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native.Tests;

/// <summary>Graph seeds for the tests (porep.md 3.1).</summary>
public static class GraphSeedsOf
{
    public static GraphSeeds Proof(RegisteredSealProof proof)
    {
        PoRepConfig config = PoRepConfig.ForProof(proof);
        return Id(config.Nodes, config.PoRepId, config.ApiVersion);
    }

    public static GraphSeeds Id(ulong nodes, Digest poRepId, ApiVersion version)
    {
        byte[] drg = SHA256.HashData([.. Encoding.ASCII.GetBytes("Filecoin_DRSample"), .. poRepId.Span]);
        drg.AsSpan(28).Clear();
        byte[] keys = SHA256.HashData([.. Encoding.ASCII.GetBytes("Filecoin_Feistel"), .. poRepId.Span]);
        ulong Key(int i) => BinaryPrimitives.ReadUInt64LittleEndian(keys.AsSpan(8 * i));
        return new GraphSeeds(nodes, version, new Digest(drg), Key(0), Key(1), Key(2), Key(3));
    }

    public static unsafe uint[] Parents(this NativeSealingBackend backend, in GraphSeeds graph, uint firstNode, int count)
    {
        uint[] parents = new uint[count * 14];
        fixed (uint* p = parents) backend.GenerateParents(graph, firstNode, count, p);
        return parents;
    }
}
