using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Parents;

/// <summary>Where the parents of one run come from: the graph, or beside it a file in a folder shared with the reference (porep.md 3.4).</summary>
internal sealed class ParentsCache(SealingOptions options)
{
    /// <summary>Computing a node's parents takes a fifth of the time of its label at most; more threads would only hold memory.</summary>
    private const int MostThreads = 2;

    private static readonly HashSet<string> BeingWritten = [];
    private readonly ConcurrentDictionary<ParentsBlock, Digest> _proved = new();
    private int _refused;

    private int Threads => Math.Clamp(options.Threads - 1, 1, MostThreads);

    /// <summary>
    /// The graph's parents. With a folder: through the file of that folder, as long as it holds the same; when there is none it is made on the way.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="isWhole">True when all nodes are asked for; otherwise no file can be made.</param>
    public IParentsSource Open(OpenGraph graph, bool isWhole = true)
    {
        if (options.ParentsCacheDirectory is not { Length: > 0 } directory) return new GeneratedParents(graph, Threads, null, null);
        string path = Path.Combine(directory, SectorGraph.ParentsFileName(graph.Seeds));
        if (!File.Exists(path)) return new GeneratedParents(graph, Threads, isWhole ? Create(path) : null, options.Warning);
        if (Volatile.Read(ref _refused) == 0)
        {
            try
            {
                SectorFile file = SectorFile.Open(path, ParentsFile.SizeOf(graph.Seeds));
                return new ParentsFile(file, graph, Threads, _proved, Refuse);
            }
            catch (Exception exception) when (exception is SealingException or IOException or UnauthorizedAccessException)
            {
                Refuse(exception.Message);
            }
        }
        return new GeneratedParents(graph, Threads, null, null);
    }

    /// <summary>Calls <paramref name="consume"/> with the parents of nodes, block by block in order; makes the file where all nodes are gone through.
    /// </summary>
    /// <param name="graph">The graph.</param>
    /// <param name="first">First node.</param>
    /// <param name="end">Behind the last node.</param>
    /// <param name="consume">First node of a block, and the parents of its nodes.</param>
    /// <param name="run">Runs the loop, somewhere else perhaps; null for the calling thread. Threads that deliver are started before.</param>
    /// <param name="cancellationToken">Stops between blocks.</param>
    public void Deliver(OpenGraph graph, ulong first, ulong end, ParentsPipeline.Consumer consume, Action<Action>? run,
        CancellationToken cancellationToken)
    {
        bool isWhole = first == 0 && end == graph.Seeds.Nodes;
        using IParentsSource source = Open(graph, isWhole);
        using (ParentsPipeline pipeline = new(source, first, end, cancellationToken))
        {
            if (run is null) pipeline.ConsumeAll(consume);
            else run(() => pipeline.ConsumeAll(consume));
        }
        if (isWhole && source is GeneratedParents generated) generated.Complete();
    }

    /// <summary>Generates all parents into a file.</summary>
    public void Write(OpenGraph graph, string path, ProgressMeter meter, CancellationToken cancellationToken)
    {
        using PendingFile file = UnfinishedParents.Create(path);
        ulong nodes = graph.Seeds.Nodes;
        int count = (int)Math.Min(ParentsPipeline.BlockNodes, nodes);
        BlockScheduler.Run((long)nodes / count, options.Threads, () => new NativeBuffer<uint>(count * SectorGraph.Degree), (block, buffer) =>
        {
            uint first = (uint)(block * count);
            graph.Fill(first, buffer.Span);
            file.Write(MemoryMarshal.AsBytes(buffer.Span), (long)first * SectorGraph.ParentsSize);
            meter.Add("parents", (ulong)count);
        }, cancellationToken);
        file.Commit();
    }

    /// <summary>The file may be another program's, which may just be filling it: it stays as it is.</summary>
    private void Refuse(string reason)
    {
        if (Interlocked.Exchange(ref _refused, 1) != 0) return;
        options.Warning?.Invoke($"The parents file is not used, parents are computed instead: {reason}. It is left as it is; delete it "
            + "when no other program is filling it.");
    }

    /// <summary>Several sectors may start at once; one of them writes the file.</summary>
    private PendingFile? Create(string path)
    {
        lock (BeingWritten)
        {
            if (!BeingWritten.Add(path)) return null;
        }
        try
        {
            return UnfinishedParents.Create(path, () => Forget(path));
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            Forget(path);
            options.Warning?.Invoke($"The parents file {path} cannot be written: {exception.Message}");
            return null;
        }
    }

    private static void Forget(string path)
    {
        lock (BeingWritten) BeingWritten.Remove(path);
    }
}
