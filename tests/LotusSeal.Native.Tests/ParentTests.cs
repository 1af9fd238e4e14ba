using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using LotusSeal.Primitives;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Native.Tests;

public class ParentTests
{
    public static MatrixTheoryData<InstructionSets, int> Cases =>
        new(NativeVariants.OfGraphs.Select(row => row.Data), Enumerable.Range(0, Files.Length));

    // porep.md 3.4, published by the reference.
    private static readonly (RegisteredSealProof Proof, string Sha256)[] Files =
    [
        (RegisteredSealProof.StackedDrg2KiBV1, "3da49221e2ed55371b86d0bf3d6526fcf128af61bed904f966428db1b531750d"),
        (RegisteredSealProof.StackedDrg2KiBV1_1, "840057702eea7652cf97e04306c30fe57174714d90de156a25eddd6075c25b97"),
        (RegisteredSealProof.StackedDrg8MiBV1, "a76604f2f59f2744c7151653bbb1d8596b6b57d295e6fa6c1f0c41d725b502ce"),
        (RegisteredSealProof.StackedDrg8MiBV1_1, "03cd13565ded97c240a5f52e54295ad127bd0461b57904cb3a4d79b097bbecab"),
    ];

    [Theory, MemberData(nameof(Cases))]
    public void Parents_of_a_whole_graph_have_the_published_digest(InstructionSets sets, int file)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        GraphSeeds graph = GraphSeedsOf.Proof(Files[file].Proof);
        uint[] parents = backend.Parents(graph, 0, (int)graph.Nodes);
        Assert.Equal(Files[file].Sha256, Sha256(parents));
    }

    [Theory, MemberData(nameof(NativeVariants.OfGraphs), MemberType = typeof(NativeVariants))]
    public void Parents_of_large_graphs_are_those_of_the_reference(InstructionSets sets)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("graphs.json")));
        int graphs = 0;
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            GraphSeeds graph = GraphSeedsOf.Proof((RegisteredSealProof)entry.GetProperty("porep_id").GetInt32());
            Assert.Equal(entry.GetProperty("sector_size").GetUInt64(), graph.Nodes * 32);
            foreach (JsonElement sample in entry.GetProperty("samples").EnumerateArray())
            {
                uint[] expected = [.. sample.GetProperty("parents").EnumerateArray().Select(p => p.GetUInt32())];
                Assert.Equal(expected, backend.Parents(graph, sample.GetProperty("node").GetUInt32(), 1));
            }
            graphs++;
        }
        Assert.Equal(12, graphs);
    }

    [Theory, MemberData(nameof(NativeVariants.OfGraphs), MemberType = typeof(NativeVariants))]
    public void Four_thousand_sampled_nodes_of_large_graphs_have_the_digest_of_the_reference(InstructionSets sets)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        using JsonDocument document = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("graphs.json")));
        foreach (JsonElement entry in document.RootElement.EnumerateArray())
        {
            GraphSeeds graph = GraphSeedsOf.Proof((RegisteredSealProof)entry.GetProperty("porep_id").GetInt32());
            List<uint> parents = [.. backend.Parents(graph, 0, 64), .. backend.Parents(graph, (uint)(graph.Nodes - 64), 64)];
            for (ulong i = 0; i < 4096; i++)
            {
                byte[] draw = SHA256.HashData([.. Encoding.ASCII.GetBytes("graph-sample"), .. BitConverter.GetBytes(i)]);
                parents.AddRange(backend.Parents(graph, (uint)(BitConverter.ToUInt64(draw) % graph.Nodes), 1));
            }
            Assert.Equal(entry.GetProperty("sha256").GetString(), Sha256([.. parents]));
        }
    }

    [Theory, MemberData(nameof(NativeVariants.OfGraphs), MemberType = typeof(NativeVariants))]
    public void Any_range_of_nodes_gives_the_same_parents_as_the_whole(InstructionSets sets)
    {
        NativeSealingBackend backend = NativeVariants.Create(sets);
        var random = new RandomNodes();
        foreach (RegisteredSealProof proof in new[] { RegisteredSealProof.StackedDrg2KiBV1, RegisteredSealProof.StackedDrg32GiBV1_1,
            RegisteredSealProof.StackedDrg64GiBV1 })
        {
            GraphSeeds graph = GraphSeedsOf.Proof(proof);
            int count = 1 + random.Next(64);
            uint first = (uint)random.Next((int)Math.Min(int.MaxValue, (long)graph.Nodes - count + 1));
            uint[] expected = NativeVariants.Portable.Parents(graph, first, count);
            Assert.Equal(expected, backend.Parents(graph, first, count));
            for (int i = 0; i < count; i++) Assert.Equal(expected[(14 * i)..(14 * i + 14)], backend.Parents(graph, first + (uint)i, 1));
        }
    }

    [Fact]
    public unsafe void Only_the_requested_parents_are_written()
    {
        GraphSeeds graph = GraphSeedsOf.Proof(RegisteredSealProof.StackedDrg2KiBV1_1);
        foreach (int count in new[] { 0, 1, 15, 17, 63 })
        {
            using var buffer = new GuardedBuffer(count * 56, misalignment: 4);
            NativeVariants.Portable.GenerateParents(graph, 1, count, (uint*)buffer.Pointer);
        }
    }

    [Fact]
    public void A_range_outside_the_graph_is_refused()
    {
        GraphSeeds graph = GraphSeedsOf.Proof(RegisteredSealProof.StackedDrg2KiBV1_1);
        Assert.Throws<ArgumentException>(() => NativeVariants.Portable.Parents(graph, 60, 5));
    }

    [Fact]
    public void More_graphs_than_are_kept_can_be_used_in_turn()
    {
        NativeSealingBackend backend = NativeVariants.Portable;
        for (int round = 0; round < 3; round++)
        {
            for (byte id = 0; id < 9; id++)
            {
                GraphSeeds graph = GraphSeedsOf.Id(64, new Digest([.. Enumerable.Repeat(id, 32)]), ApiVersion.V1_1_0);
                Assert.Equal(NativeVariants.Portable.Parents(graph, 0, 64), backend.Parents(graph, 0, 64));
            }
        }
    }

    private static string Sha256(uint[] parents) => Convert.ToHexStringLower(SHA256.HashData(MemoryMarshal.AsBytes<uint>(parents)));
}
