using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text.Json;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Labels;
using LotusSeal.Sealing.Phases;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.Tests.Support;

namespace LotusSeal.Sealing.Tests.Graph;

public sealed class GraphTests
{
    public static TheoryData<string, string> LargeGraphs =>
        SealingBackends.With(["2", "7", "12", "17", "3", "8", "13", "18", "4", "9", "14", "19"]);

    public static TheoryData<string, string> ParentFiles => SealingBackends.With(["0", "5", "1"]);

    public static TheoryData<string> Backends => SealingBackends.Available;

    [Theory, MemberData(nameof(LargeGraphs))]
    public void Parents_of_large_graphs_are_the_reference_s(string backend, string poRepId)
    {
        JsonElement vector = JsonDocument.Parse(File.ReadAllBytes(Repository.Vector("graphs.json"))).RootElement.EnumerateArray()
            .Single(entry => entry.GetProperty("porep_id").GetInt32() == int.Parse(poRepId));
        GraphSeeds seeds = SectorGraph.SeedsOf(PoRepConfig.ForProof((RegisteredSealProof)int.Parse(poRepId)));
        using OpenGraph graph = SealingBackends.Create(backend).Graph!.Open(seeds);
        foreach (JsonElement sample in vector.GetProperty("samples").EnumerateArray())
            Assert.Equal(sample.GetProperty("parents").EnumerateArray().Select(parent => parent.GetUInt32()),
                Parents(graph, sample.GetProperty("node").GetUInt32()));
        using IncrementalHash hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (uint node in SampleNodes(seeds.Nodes))
        {
            foreach (uint parent in Parents(graph, node))
            {
                byte[] bytes = new byte[4];
                BinaryPrimitives.WriteUInt32LittleEndian(bytes, parent);
                hash.AppendData(bytes);
            }
        }
        Assert.Equal(vector.GetProperty("sha256").GetString(), Convert.ToHexStringLower(hash.GetHashAndReset()));
    }

    [Theory]
    [InlineData(0, "3f0eef38bb48af1f48ad65e14eb85b4ebfc167cec18cd81764f6d998836c9899")]
    [InlineData(5, "494d91dc80f2df5272c4b9e129bc7ade9405225993af9fe34e6542a39a47554b")]
    [InlineData(6, "5eed212119fd91aa6220a27f31a8966444a9381842bceb3a1ea61525bd47a5b5")]
    [InlineData(7, "7ba215a1d2345774ab90b8cb1158d296e409d6068819d7b8c7baf0b25d63dc34")]
    [InlineData(8, "21981246c370f9d76c7a77ab273d94bde0ceb4e938292334960bce05585dc117")]
    [InlineData(9, "4905486b7af19558ac3649bc6261411858b6add534438878c4ee3b29d8b9de0b")]
    [InlineData(13, "716c0c62d7111a1f43ddbc54102052f151fdf2162ba7605786aa51c495aa6e65")]
    [InlineData(18, "e6ed6d53a2e35ffd6bf01b8a00fe56067c8df7b23c2c016363e452cad2621344")]
    [InlineData(19, "26a594a55cf444adc848b9682e1486b8d0bfa7846ee3f20cb6e754afe2778941")]
    public void Parents_files_have_the_reference_s_names(int proof, string id) => Assert.Equal($"v28-sdr-parent-{id}.cache",
        SectorGraph.ParentsFileName(SectorGraph.SeedsOf(PoRepConfig.ForProof((RegisteredSealProof)proof))));

    [Fact]
    public void Seeds_of_the_32_GiB_graph_are_the_reference_s()
    {
        GraphSeeds seeds = SectorGraph.SeedsOf(PoRepConfig.ForProof(RegisteredSealProof.StackedDrg32GiBV1_1));
        Assert.Equal("ba0350183955dc9f07e73503f5c63ff1bd9c22501363983de241f74a00000000", seeds.DrgSeed.ToString());
        Assert.Equal([0x35a20d6c881b3e73, 0x11063648dc13a120, 0xa8c1ad029b31fcb5, 0xd299d840a5770469],
            (ulong[])[seeds.Key0, seeds.Key1, seeds.Key2, seeds.Key3]);
    }

    [Theory, MemberData(nameof(ParentFiles))]
    public async Task Parents_files_have_the_published_digests(string backend, string proof)
    {
        string expected = proof switch
        {
            "0" => "3da49221e2ed55371b86d0bf3d6526fcf128af61bed904f966428db1b531750d",
            "5" => "840057702eea7652cf97e04306c30fe57174714d90de156a25eddd6075c25b97",
            _ => "a76604f2f59f2744c7151653bbb1d8596b6b57d295e6fa6c1f0c41d725b502ce",
        };
        using TemporaryFolder folder = new();
        SectorSealer sealer = new(SealingBackends.Create(backend), new SealingOptions { Threads = 2, ParentsCacheDirectory = null });
        PoRepConfig config = PoRepConfig.ForProof((RegisteredSealProof)int.Parse(proof));
        await sealer.WriteParentsAsync(config, folder["new", "parents"], null, SealedSector.Token);
        Assert.Equal(expected, SealedSector.Sha256(folder["new", "parents"]));
        Assert.Single(Directory.GetFiles(folder["new"]));
    }

    [Theory, MemberData(nameof(Backends))]
    public void Eleven_layers_of_labels_end_as_in_the_reference_s_tests(string backend)
    {
        Assert.Equal("04ba0f9a6ba9fad35e4806d183a281eab3c25afa9a1bd5e3378da6f1f4f46204", LastLabel(backend, 64, 0, ApiVersion.V1_0_0));
        Assert.Equal("86daa8c4521e197e48c1fae6c9a1e85ab894a8883b9f23cebe531ddcd1004c23", LastLabel(backend, 128, 0, ApiVersion.V1_0_0));
        foreach (ApiVersion version in (ApiVersion[])[ApiVersion.V1_1_0, ApiVersion.V1_2_0])
        {
            Assert.Equal("cfef0db78bf3b3ab9f1169774d2e7a77bc9054499d954834b51ca7c788110206", LastLabel(backend, 64, 123, version));
            Assert.Equal("6d67c468cf81ab2289c1c9c72fa8777a232de4c1323dc0c6bd552ccc187c770f", LastLabel(backend, 128, 123, version));
        }
    }

    private static string LastLabel(string backend, int nodes, byte poRepId, ApiVersion version)
    {
        SealingBackend labeller = SealingBackends.Create(backend);
        Digest id = new(Enumerable.Repeat(poRepId, 32).ToArray());
        GraphSeeds seeds = SectorGraph.SeedsOf(PoRepConfig.ForShape((ulong)nodes * 32, id, version));
        Digest replicaId = new(Enumerable.Repeat((byte)9, 32).ToArray());
        uint[] parents = new uint[nodes * 14];
        using (OpenGraph graph = labeller.Graph!.Open(seeds)) graph.Fill(0, parents);
        using LayerMemory even = LayerMemory.Allocate((ulong)nodes * 32), odd = LayerMemory.Allocate((ulong)nodes * 32);
        for (int layer = 1; layer <= 11; layer++)
        {
            (LayerMemory current, LayerMemory previous) = layer % 2 == 0 ? (even, odd) : (odd, even);
            LabelChain[] chain = [current.Chain(replicaId, layer, layer == 1 ? null : previous)];
            // Two calls: a range may start anywhere.
            labeller.Labels!.Label(chain, 0, parents.AsSpan(0, 10 * 14));
            labeller.Labels!.Label(chain, 10, parents.AsSpan(10 * 14));
        }
        return Convert.ToHexStringLower(odd.Slice((ulong)(nodes - 1) * 32, 32));
    }

    private static uint[] Parents(OpenGraph graph, uint node)
    {
        uint[] parents = new uint[14];
        graph.Fill(node, parents);
        return parents;
    }

    private static IEnumerable<uint> SampleNodes(ulong nodes)
    {
        for (uint i = 0; i < 64; i++) yield return i;
        for (ulong i = nodes - 64; i < nodes; i++) yield return (uint)i;
        for (ulong i = 0; i < 4096; i++)
        {
            byte[] message = [.. "graph-sample"u8, .. BitConverter.GetBytes(i)];
            yield return (uint)(BinaryPrimitives.ReadUInt64LittleEndian(SHA256.HashData(message)) % nodes);
        }
    }
}
