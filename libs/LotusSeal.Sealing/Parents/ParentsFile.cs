using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Parents;

/// <summary>Parents read from a cache file (porep.md 3.4).</summary>
internal sealed unsafe class ParentsFile : IParentsSource
{
    private const int Samples = 16, SampleNodes = 8;
    private readonly SectorFile _file;

    private ParentsFile(SectorFile file) => _file = file;

    /// <summary>One reads while another waits for the disk.</summary>
    public int Threads => 2;

    /// <summary>Bytes of the file of a graph.</summary>
    public static ulong SizeOf(in GraphSeeds graph) => graph.Nodes * SectorGraph.ParentsSize;

    /// <summary>Opens the file when it has the right length and nodes spread over it have the right parents.</summary>
    /// <exception cref="SealingException">It is missing, too short or long, or belongs to another graph or is damaged.</exception>
    public static ParentsFile Open(string path, in GraphSeeds graph, ISealingBackend backend)
    {
        ParentsFile file = new(SectorFile.Open(path, SizeOf(graph)));
        try
        {
            file.CheckSamples(graph, backend);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    public void Fill(uint firstNode, int count, uint* parents) =>
        _file.Read((ulong)firstNode * SectorGraph.ParentsSize, new Span<byte>(parents, count * SectorGraph.ParentsSize));

    public void Dispose() => _file.Dispose();

    private void CheckSamples(in GraphSeeds graph, ISealingBackend backend)
    {
        uint* expected = stackalloc uint[SampleNodes * SectorGraph.Degree], actual = stackalloc uint[SampleNodes * SectorGraph.Degree];
        for (int sample = 0; sample < Samples; sample++)
        {
            uint node = (uint)((graph.Nodes - SampleNodes) * (ulong)sample / (Samples - 1));
            backend.GenerateParents(graph, node, SampleNodes, expected);
            Fill(node, SampleNodes, actual);
            int length = SampleNodes * SectorGraph.Degree;
            if (!new ReadOnlySpan<uint>(expected, length).SequenceEqual(new ReadOnlySpan<uint>(actual, length)))
                throw new SealingException($"{_file.Path} holds wrong parents near node {node}.");
        }
    }
}
