namespace LotusSeal.Testing;

/// <summary>A folder of one test, removed with everything in it afterwards.</summary>
/// <remarks>It is made when it is first asked for: nothing disposes what a test has that is skipped before it begins.</remarks>
public sealed class TemporaryFolder : IDisposable
{
    private readonly Lazy<string> _path = new(() => Directory.CreateTempSubdirectory("lotusseal-").FullName);

    /// <summary>The folder.</summary>
    public string Path => _path.Value;

    /// <summary>A path below the folder.</summary>
    public string this[params string[] parts] => System.IO.Path.Combine([Path, .. parts]);

    /// <inheritdoc/>
    public void Dispose()
    {
        if (_path.IsValueCreated) Directory.Delete(Path, recursive: true);
    }
}
