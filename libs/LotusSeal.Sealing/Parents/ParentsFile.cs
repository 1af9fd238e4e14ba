using System.Runtime.InteropServices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Parents;

/// <summary>Parents read from a cache file (porep.md 3.4).</summary>
internal sealed class ParentsFile : IParentsSource
{
    private const int Samples = 16, SampleNodes = 8;
    private readonly SectorFile _file;
    private readonly ulong _nodes;

    private ParentsFile(SectorFile file, ulong nodes) => (_file, _nodes) = (file, nodes);

    /// <summary>One reads while another waits for the disk.</summary>
    public int Threads => 2;

    /// <summary>Bytes of the file of a graph.</summary>
    public static ulong SizeOf(in GraphSeeds graph) => graph.Nodes * SectorGraph.ParentsSize;

    /// <summary>Opens the file when it has the right length and nodes spread over it have the right parents.</summary>
    /// <exception cref="SealingException">It is missing, too short or long, or belongs to another graph or is damaged.</exception>
    public static ParentsFile Open(string path, OpenGraph graph)
    {
        ParentsFile file = new(SectorFile.Open(path, SizeOf(graph.Seeds)), graph.Seeds.Nodes);
        try
        {
            file.CheckSamples(graph);
            return file;
        }
        catch
        {
            file.Dispose();
            throw;
        }
    }

    /// <exception cref="SealingException">A parent is no node of the graph: following it would leave the layer's memory.</exception>
    public void Fill(uint firstNode, Span<uint> parents)
    {
        _file.Read((ulong)firstNode * SectorGraph.ParentsSize, MemoryMarshal.AsBytes(parents));
        int wrong = parents.IndexOfAnyExceptInRange(0u, (uint)(_nodes - 1));
        if (wrong >= 0)
            throw new SealingException($"{_file.Path} is damaged: node {firstNode + wrong / SectorGraph.Degree} has the parent {parents[wrong]} "
                + $"in a graph of {_nodes} nodes. Delete the file; it is made anew.");
    }

    public void Dispose() => _file.Dispose();

    private void CheckSamples(OpenGraph graph)
    {
        Span<uint> expected = stackalloc uint[SampleNodes * SectorGraph.Degree], actual = stackalloc uint[SampleNodes * SectorGraph.Degree];
        for (int sample = 0; sample < Samples; sample++)
        {
            uint node = (uint)((_nodes - SampleNodes) * (ulong)sample / (Samples - 1));
            graph.Fill(node, expected);
            Fill(node, actual);
            if (!expected.SequenceEqual(actual))
                throw new SealingException($"{_file.Path} holds wrong parents near node {node}.");
        }
    }
}
