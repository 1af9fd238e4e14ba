using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Parents;

/// <summary>Computes parents and writes them to a file on the way, when there is one.</summary>
internal sealed unsafe class GeneratedParents(ISealingBackend backend, GraphSeeds graph, int threads, PendingFile? file, Action<string>? warning)
    : IParentsSource
{
    private PendingFile? _file = file;

    public int Threads => threads;

    public void Fill(uint firstNode, int count, uint* parents)
    {
        backend.GenerateParents(graph, firstNode, count, parents);
        PendingFile? target = Volatile.Read(ref _file);
        if (target is null) return;
        try
        {
            RandomAccess.Write(target.Handle, new ReadOnlySpan<byte>(parents, count * SectorGraph.ParentsSize),
                (long)firstNode * SectorGraph.ParentsSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            // The file only saves work; a full disk must not stop the sector.
            if (Interlocked.CompareExchange(ref _file, null, target) != target) return;
            target.Dispose();
            warning?.Invoke($"The parents file {target.Path} is not kept: {exception.Message}");
        }
    }

    /// <summary>Makes the file whole after every node was filled.</summary>
    public void Complete() => Interlocked.Exchange(ref _file, null)?.Commit();

    public void Dispose() => Interlocked.Exchange(ref _file, null)?.Dispose();
}
