using LotusSeal.Sealing.Files;
using Microsoft.Win32.SafeHandles;

namespace LotusSeal.Sealing.Tests.Support;

/// <summary>Files that something should leave where they are: not made anew, whatever their times say.</summary>
internal sealed class KeptFiles(params IEnumerable<string> paths) : IDisposable
{
    private readonly (string Path, SafeFileHandle Handle)[] _files =
        [.. paths.Select(path => (path, File.OpenHandle(path, share: FileShare.ReadWrite | FileShare.Delete)))];

    /// <summary>Each name still is that of the same file.</summary>
    public void AssertAreThere() => Assert.All(_files, file => Assert.True(SoleFile.IsNamed(file.Path, file.Handle), $"{file.Path} was made anew"));

    public void Dispose()
    {
        foreach ((_, SafeFileHandle handle) in _files) handle.Dispose();
    }
}
