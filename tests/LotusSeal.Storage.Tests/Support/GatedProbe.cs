namespace LotusSeal.Storage.Tests;

/// <summary>A file system that stops to answer for one folder while the test wants it, as a hung network mount does.</summary>
public sealed class GatedProbe : IFileSystemProbe, IDisposable
{
    private readonly FakeProbe _inner = new();
    private readonly ManualResetEventSlim _gate = new(true);
    private int _inside;

    /// <summary>The folder that hangs while the gate is shut.</summary>
    public string Folder { get; set; } = "";

    /// <summary>Looks that hang now.</summary>
    public int Inside => Volatile.Read(ref _inside);

    public void Hang() => _gate.Reset();

    public void Answer() => _gate.Set();

    public FileSystemSpace Space(string folder)
    {
        if (folder == Folder && !IsSlowToAddUp)
        {
            Interlocked.Increment(ref _inside);
            _gate.Wait();
            Interlocked.Decrement(ref _inside);
        }

        return _inner.Space(folder);
    }

    /// <summary>Whether adding up what files take waits at the gate too, as on a slow disk that is well.</summary>
    public bool IsSlowToAddUp { get; set; }

    public long DiskUsage(string path)
    {
        if (IsSlowToAddUp && path == Folder) _gate.Wait();
        return _inner.DiskUsage(path);
    }

    public void Dispose()
    {
        _gate.Set();
        _gate.Dispose();
    }
}
