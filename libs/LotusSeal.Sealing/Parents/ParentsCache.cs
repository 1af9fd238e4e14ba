using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Scheduling;

namespace LotusSeal.Sealing.Parents;

/// <summary>The folder of parents files, shared with the reference implementation (porep.md 3.4).</summary>
internal sealed class ParentsCache(ISealingBackend backend, SealingOptions options)
{
    private static readonly HashSet<string> BeingWritten = [];

    /// <summary>The file's parents, or generated ones that also make the file.</summary>
    public IParentsSource Open(in GraphSeeds graph)
    {
        if (options.ParentsCacheDirectory is not { Length: > 0 } directory) return Generate(graph, null);
        string path = Path.Combine(directory, SectorGraph.ParentsFileName(graph));
        if (File.Exists(path))
        {
            try
            {
                return ParentsFile.Open(path, graph, backend);
            }
            catch (Exception exception) when (exception is SealingException or IOException or UnauthorizedAccessException)
            {
                options.Warning?.Invoke($"The parents file is not used and made anew: {exception.Message}");
            }
        }
        return Generate(graph, Create(path));
    }

    /// <summary>Generates all parents into a file.</summary>
    public unsafe void Write(in GraphSeeds graph, string path, ProgressMeter meter, CancellationToken cancellationToken)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        using PendingFile file = new(path, TemporaryOf(path));
        GraphSeeds seeds = graph;
        int count = (int)Math.Min(ParentsPipeline.BlockNodes, seeds.Nodes);
        BlockScheduler.Run((long)seeds.Nodes / count, options.Threads, () => new ParentsBlock(count), (block, buffer) =>
        {
            uint first = (uint)(block * count);
            backend.GenerateParents(seeds, first, count, buffer.Parents);
            RandomAccess.Write(file.Handle, new ReadOnlySpan<byte>(buffer.Parents, count * SectorGraph.ParentsSize),
                (long)first * SectorGraph.ParentsSize);
            meter.Add("parents", (ulong)count);
        }, cancellationToken);
        file.Commit();
    }

    private GeneratedParents Generate(in GraphSeeds graph, PendingFile? file) =>
        new(backend, graph, Math.Max(1, options.Threads - 1), file, options.Warning);

    /// <summary>Several sectors may start at once; one of them writes the file.</summary>
    private PendingFile? Create(string path)
    {
        lock (BeingWritten)
        {
            if (!BeingWritten.Add(path)) return null;
        }
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            return new PendingFile(path, TemporaryOf(path)) { Closed = () => Forget(path) };
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

    /// <summary>Other processes may write the same file; each has its own temporary name.</summary>
    private static string TemporaryOf(string path) => $"{path}.{Environment.ProcessId}-{Guid.NewGuid():N}.tmp";
}
