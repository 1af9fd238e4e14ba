using System.Runtime.InteropServices;
using System.Security.Cryptography;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;

namespace LotusSeal.Sealing.Selection;

/// <summary>
/// Small work with known results, so that a backend that computes wrongly on this machine is found before it touches a sector. Takes milliseconds.
/// </summary>
/// <remarks>
/// Expected values are SHA-256 of the output of the managed backend, which the tests compare with the reference implementation. The counts are
/// odd: they fill vectors of 16 and leave a rest.
/// </remarks>
public static class KnownAnswers
{
    private const int Count = 35, Layers = 11;

    /// <summary>Runs everything that the backend offers.</summary>
    /// <returns>The first thing that is wrong, or null. A shortage of memory says nothing of the backend: its remedy is to test again.</returns>
    public static BackendFault? FindFault(SealingBackend backend)
    {
        ArgumentNullException.ThrowIfNull(backend);
        foreach ((BackendStage stage, string expected, Func<byte[]> compute) in Of(backend))
        {
            try
            {
                string actual = Convert.ToHexStringLower(SHA256.HashData(compute()));
                if (actual != expected)
                    return new BackendFault(stage, backend.Name, FaultRemedy.Retire, $"the known-answer test gives {actual} instead of {expected}");
            }
            catch (SealingBackendException exception)
            {
                return exception.Fault;
            }
            catch (OutOfMemoryException exception)
            {
                return new BackendFault(stage, backend.Name, FaultRemedy.Retry, $"the known-answer test ends with: {exception.Message}");
            }
            catch (Exception exception)
            {
                return new BackendFault(stage, backend.Name, FaultRemedy.Retire, $"the known-answer test ends with: {exception.Message}");
            }
        }
        return backend.StepProcess?.FindFault();
    }

    private static IEnumerable<(BackendStage Stage, string Expected, Func<byte[]> Compute)> Of(SealingBackend backend)
    {
        if (backend.Graph is { } graph)
            yield return (BackendStage.Parents, "840057702eea7652cf97e04306c30fe57174714d90de156a25eddd6075c25b97",
                () => MemoryMarshal.AsBytes<uint>(ParentsOf(graph)).ToArray());
        if (backend.Labels is { } labels)
        {
            const string Both = "d1f0e1f653b887bb2a9db359c0af9a30b0f491eae2e57189739f3824f1094235";
            yield return (BackendStage.Labels, Both, () => LabelsOf(labels));
            // Two side by side have kernels of their own.
            for (int seat = 0; seat < 2 && labels.MaxChains > 1; seat++)
            {
                int one = seat;
                yield return (BackendStage.Labels, Both, () => LabelsOfOneBeside(labels, one));
            }
        }
        if (backend.Hashes is { } hashes)
        {
            yield return (BackendStage.PairHash, "023b42d8b73d3c131db385dc7bbacf306f15318b74753303a43dd53aa3190437",
                () => Digests(2, hashes.HashPairs));
            yield return (BackendStage.PoseidonHash, "0e9fe0214880ed99e79c311cf4c8cb1847b0e836079e780cec9159ac91706cad",
                () => Digests(2, (nodes, digests) => hashes.Poseidon(2, nodes, digests)));
            yield return (BackendStage.PoseidonHash, "384749300ebde4b6c66caab27470108f6a1b582761e4bd443ae59ee3f513bc13",
                () => Digests(8, (nodes, digests) => hashes.Poseidon(8, nodes, digests)));
            yield return (BackendStage.PoseidonHash, "e1c46ea933525651354e70784489905fcc24316bb6139e364c08cb187a974c37",
                () => Digests(11, (nodes, digests) => hashes.Poseidon(11, nodes, digests)));
            yield return (BackendStage.ColumnHash, "b12b0d4ec7a664e423af9e35fe650b8132138059dc8236be18410a2790d5600e",
                () => Digests(Layers, (nodes, digests) => hashes.Columns(nodes, Layers, 0, digests)));
            yield return (BackendStage.Encoding, "2f83d19b0a2c9c9bc640731579552778f8e73402e27b874712378380ece51caa",
                () => Combined(hashes.Encode));
            yield return (BackendStage.Decoding, "12a6de508bb335422a7292f497ce701674b22d695bead649cac8dbc32cfbb872",
                () => Combined(hashes.Decode));
        }
        if (backend.Replicas is { } replicas)
        {
            yield return (BackendStage.Replica, "b44bfde582301c8d1f70b63806b0c77d138c138ea664bc0697be212a42ba038f",
                () => KnownReplica.Build(replicas));
        }
        if (backend.Updates is { } updates)
        {
            yield return (BackendStage.Update, "83ade5d7debae1931098117677fa525876c0cbf11eb05eeb9d755704fb4002b2",
                () => KnownReplica.Update(updates));
        }
    }

    /// <summary>All parents of the 2 KiB graph (porep.md 3.4 publishes their digest).</summary>
    private static uint[] ParentsOf(GraphBackend backend)
    {
        GraphSeeds seeds = SmallGraph();
        uint[] parents = new uint[seeds.Nodes * SectorGraph.Degree];
        using OpenGraph graph = backend.Open(seeds);
        graph.Fill(0, parents);
        return parents;
    }

    /// <summary>Both layers of a 2 KiB sector, over parents from the definition: the graph may come from another backend.</summary>
    private static byte[] LabelsOf(LabelBackend backend)
    {
        uint[] parents = ParentsOf(new ManagedGraphBackend());
        Digest replicaId = new(Nodes(1, salt: 1));
        int size = (int)SmallGraph().Nodes * Digest.Size;
        using LayerMemory first = LayerMemory.Allocate((ulong)size), second = LayerMemory.Allocate((ulong)size);
        backend.Label([first.Chain(replicaId, 1, null)], 0, parents);
        backend.Label([second.Chain(replicaId, 2, first)], 0, parents);
        return [.. first.Slice(0, size), .. second.Slice(0, size)];
    }

    /// <summary>The same of one of two such sectors that lie side by side; the other has another replica id.</summary>
    private static byte[] LabelsOfOneBeside(LabelBackend backend, int seat)
    {
        uint[] parents = ParentsOf(new ManagedGraphBackend());
        ulong nodes = SmallGraph().Nodes;
        int size = (int)nodes * Digest.Size;
        using LayerMemory even1 = LayerMemory.Allocate((ulong)size), odd1 = LayerMemory.Allocate((ulong)size);
        using LayerMemory even2 = LayerMemory.Allocate((ulong)size), odd2 = LayerMemory.Allocate((ulong)size);
        LabelPlaces[] first = [even1.PlacesBeside(odd1, 0), even1.PlacesBeside(odd1, 1)];
        LabelPlaces[] second = [even2.PlacesBeside(odd2, 0), even2.PlacesBeside(odd2, 1)];
        Digest[] replicaIds = [ReplicaId(0), ReplicaId(1)];
        backend.Label([new(replicaIds[0], nodes, 1, first[0], default), new(replicaIds[1], nodes, 1, first[1], default)], 0, parents);
        backend.Label([new(replicaIds[0], nodes, 2, second[0], first[0]), new(replicaIds[1], nodes, 2, second[1], first[1])], 0, parents);
        byte[] labels = new byte[2 * size];
        first[seat].CopyTo(0, labels.AsSpan(0, size));
        second[seat].CopyTo(0, labels.AsSpan(size));
        return labels;

        Digest ReplicaId(int of) => new(Nodes(1, salt: of == seat ? 1 : 2));
    }

    private static byte[] Digests(int arity, HashAction hash)
    {
        byte[] digests = new byte[Count * Digest.Size];
        hash(Nodes(Count * arity, salt: arity), digests);
        return digests;
    }

    private static byte[] Combined(CombineAction combine)
    {
        byte[] result = new byte[Count * Digest.Size];
        combine(Nodes(Count, salt: 3), Nodes(Count, salt: 4), result);
        return result;
    }

    private static GraphSeeds SmallGraph() => SectorGraph.SeedsOf(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg2KiBV1_1));

    /// <summary>Field elements of all sizes: the top byte stays below that of the field's order.</summary>
    internal static byte[] Nodes(int count, int salt)
    {
        const byte OrderTop = 0x73;
        byte[] nodes = new byte[count * Digest.Size];
        for (int i = 0; i < nodes.Length; i++) nodes[i] = (byte)((uint)(i + 1) * (uint)(i + 41 * salt) * 0x9e3779b1 >> 24);
        for (int top = Digest.Size - 1; top < nodes.Length; top += Digest.Size) nodes[top] %= OrderTop;
        return nodes;
    }

    private delegate void HashAction(ReadOnlySpan<byte> nodes, Span<byte> digests);

    private delegate void CombineAction(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> from, Span<byte> to);
}
