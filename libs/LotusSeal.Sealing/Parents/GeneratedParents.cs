using System.Runtime.InteropServices;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Graph;

namespace LotusSeal.Sealing.Parents;

/// <summary>Computes parents and writes them to a file on the way, when there is one.</summary>
internal sealed class GeneratedParents(OpenGraph graph, int threads, PendingFile? file, Action<string>? warning) : IParentsSource
{
    private PendingFile? _file = file;

    public int Threads => threads;

    public void Fill(uint firstNode, Span<uint> parents)
    {
        graph.Fill(firstNode, parents);
        PendingFile? target = Volatile.Read(ref _file);
        if (target is null) return;
        try
        {
            target.Write(MemoryMarshal.AsBytes(parents), (long)firstNode * SectorGraph.ParentsSize);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ObjectDisposedException)
        {
            if (Interlocked.CompareExchange(ref _file, null, target) == target) GiveUp(target, exception);
        }
    }

    /// <summary>Makes the file whole after every node was filled.</summary>
    public void Complete()
    {
        if (Interlocked.Exchange(ref _file, null) is not { } target) return;
        try
        {
            target.Commit();
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            GiveUp(target, exception);
        }
    }

    public void Dispose() => Interlocked.Exchange(ref _file, null)?.Dispose();

    /// <summary>The file only saves work; a full disk must not stop the sector.</summary>
    private void GiveUp(PendingFile target, Exception exception)
    {
        target.Dispose();
        warning?.Invoke($"The parents file {target.Path} is not kept: {exception.Message}");
    }
}
