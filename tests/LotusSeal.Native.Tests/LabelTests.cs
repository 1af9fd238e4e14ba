using LotusSeal.Primitives;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native.Tests;

public unsafe class LabelTests
{
    private const string ReplicaId = "b7b8fb9c5fd6847f4cff284af35df8a42cfb97b71d00c2d5d6cf1052184dbc0c";

    [Theory, MemberData(nameof(NativeVariants.All), MemberType = typeof(NativeVariants))]
    public void Labels_of_a_2_KiB_sector_are_those_of_the_specification(InstructionSets sets)
    {
        byte[][] layers = Label(NativeVariants.Create(sets), GraphSeedsOf.Proof(RegisteredSealProof.StackedDrg2KiBV1_1),
            Convert.FromHexString(ReplicaId), 2);
        Assert.Equal("d303cd13495e18f369e67ead60451910a87778d69dd2450bd4ef6e71664c110b", Node(layers[0], 0));
        Assert.Equal("481d301d21116b4e880b8c019779526b275c30f9c21d8a93d97a462d59ac5637", Node(layers[0], 1));
        Assert.Equal("15ce71bc8b1b19b5dbe3f66c8ea6cdf7527599f64ef127d27ac60088eef9262c", Node(layers[0], 2));
        Assert.Equal("402019482fa0b72c093e0bcfbcb37dd8ebb334efe975ad88e8e05252665cf32c", Node(layers[0], 63));
        Assert.Equal("3c8213c79d3b74cc8ea24f12f7c1c73d0cce0e2e1bd2bf38f02661b524140f22", Node(layers[1], 0));
        Assert.Equal("b1bcccc9a5e34ee8ab1d12b8b7a32dc3e511d49d63b30e7365d6c771068d0f0b", Node(layers[1], 1));
        Assert.Equal("9a2062799b19089933d740a2e7d135bf4ed9667191d3d3244e8bd646018c6412", Node(layers[1], 2));
        Assert.Equal("f08d62f1872dd69e568899c92a81f7d7598b02e84180c33efd1805fd94b7181a", Node(layers[1], 63));
    }

    public static MatrixTheoryData<InstructionSets, string> ElevenLayerCases => new(
        NativeVariants.All.Select(row => row.Data),
        [
            "64 0 V1_0_0 04ba0f9a6ba9fad35e4806d183a281eab3c25afa9a1bd5e3378da6f1f4f46204",
            "128 0 V1_0_0 86daa8c4521e197e48c1fae6c9a1e85ab894a8883b9f23cebe531ddcd1004c23",
            "64 123 V1_1_0 cfef0db78bf3b3ab9f1169774d2e7a77bc9054499d954834b51ca7c788110206",
            "128 123 V1_1_0 6d67c468cf81ab2289c1c9c72fa8777a232de4c1323dc0c6bd552ccc187c770f",
            "64 123 V1_2_0 cfef0db78bf3b3ab9f1169774d2e7a77bc9054499d954834b51ca7c788110206",
            "128 123 V1_2_0 6d67c468cf81ab2289c1c9c72fa8777a232de4c1323dc0c6bd552ccc187c770f",
        ]);

    // porep.md 11.1: the last label of the reference's own tests.
    [Theory, MemberData(nameof(ElevenLayerCases))]
    public void The_last_label_after_eleven_layers_is_that_of_the_reference(InstructionSets sets, string vector)
    {
        string[] parts = vector.Split(' ');
        var id = new Digest([.. Enumerable.Repeat(byte.Parse(parts[1]), 32)]);
        GraphSeeds graph = GraphSeedsOf.Id(ulong.Parse(parts[0]), id, Enum.Parse<ApiVersion>(parts[2]));
        byte[][] layers = Label(NativeVariants.Create(sets), graph, [.. Enumerable.Repeat((byte)9, 32)], 11);
        Assert.Equal(parts[3], Node(layers[10], (int)graph.Nodes - 1));
    }

    public static MatrixTheoryData<InstructionSets, int, bool> ChainCases =>
        new(NativeVariants.All.Select(row => row.Data), [1, 2, 3, 4], [false, true]);

    [Theory, MemberData(nameof(ChainCases))]
    public void Sectors_labelled_together_get_the_labels_they_get_alone(InstructionSets sets, int chainCount, bool lieBeside)
    {
        const int nodes = 1024;
        NativeSealingBackend backend = NativeVariants.Create(sets);
        LabelChain[] chains = new LabelChain[chainCount];
        foreach (ApiVersion version in new[] { ApiVersion.V1_0_0, ApiVersion.V1_1_0 })
        {
            var random = new RandomNodes();
            GraphSeeds graph = GraphSeedsOf.Id(nodes, new Digest([.. Enumerable.Repeat((byte)random.Next(256), 32)]), version);
            uint[] parents = NativeVariants.Portable.Parents(graph, 0, nodes);
            var replicaIds = new byte[chainCount][];
            var buffers = new List<GuardedBuffer>();
            for (int c = 0; c < chainCount; c++)
            {
                replicaIds[c] = new byte[32];
                random.Fill(replicaIds[c]);
                for (int k = 0; k < 2; k++) buffers.Add(new GuardedBuffer(nodes * 32, misalignment: 1 + 7 * buffers.Count));
            }
            for (uint layer = 1; layer <= 2; layer++)
            {
                for (int c = 0; c < chainCount; c++)
                {
                    chains[c] = new LabelChain(new Digest(replicaIds[c]), nodes, layer, PlacesOf(c, layer),
                        layer == 1 ? default : PlacesOf(c, layer - 1));
                }
                for (int first = 0; first < nodes;)
                {
                    int count = Math.Min(nodes - first, random.Next(70));
                    backend.Labels!.Label(chains, (uint)first, parents.AsSpan(14 * first, 14 * count));
                    first += count;
                }
            }
            for (int c = 0; c < chainCount; c++)
            {
                byte[][] expected = Label(NativeVariants.Portable, graph, replicaIds[c], 2);
                for (uint layer = 1; layer <= 2; layer++)
                {
                    byte[] labels = new byte[nodes * 32];
                    PlacesOf(c, layer).CopyTo(0, labels);
                    Assert.Equal(expected[layer - 1], labels);
                }
            }
            buffers.ForEach(buffer => buffer.Dispose());

            LabelPlaces PlacesOf(int c, uint layer) => lieBeside && (c | 1) < chainCount
                ? LabelPlaces.Beside(Buffer(c & ~1, layer), Buffer(c | 1, layer), c & 1)
                : new LabelPlaces(Buffer(c, layer));

            byte* Buffer(int c, uint layer) => buffers[2 * c + (int)layer - 1].Pointer;
        }
    }

    [Fact]
    public void A_higher_layer_without_the_layer_below_is_refused()
    {
        using var layer = new GuardedBuffer(32);
        LabelChain[] chain = [new(default, 1, 2, new LabelPlaces(layer.Pointer), default)];
        Assert.Throws<ArgumentException>(() => NativeVariants.Portable.Labels!.Label(chain, 0, new uint[14]));
    }

    private static byte[][] Label(NativeSealingBackend backend, GraphSeeds graph, byte[] replicaId, int layerCount)
    {
        int nodes = (int)graph.Nodes;
        var layers = new byte[layerCount][];
        uint[] parents = backend.Parents(graph, 0, nodes);
        for (int layer = 0; layer < layerCount; layer++)
        {
            layers[layer] = new byte[nodes * 32];
            fixed (byte* current = layers[layer], previous = layer == 0 ? null : layers[layer - 1])
            {
                LabelChain chain = new(new Digest(replicaId), (ulong)nodes, (uint)layer + 1, new LabelPlaces(current), new LabelPlaces(previous));
                backend.Labels!.Label([chain], 0, parents);
            }
        }
        return layers;
    }

    private static string Node(byte[] layer, int node) => Convert.ToHexStringLower(layer, 32 * node, 32);
}
