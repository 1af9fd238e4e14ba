using LotusSeal.Groth16.Keys;
using LotusSeal.Primitives;
using LotusSeal.Primitives.Durability;

namespace LotusSeal.Worker.Provers;

/// <summary>Parameters that stay open for the next proof, unless their file is another one then.</summary>
internal sealed class KeptParameters : IDisposable
{
    private Kept? _kept;

    /// <summary>Makes a proof with parameters of a file; what is wrong with them fails the request.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Opens it.</param>
    /// <param name="prove">Makes the proof.</param>
    /// <exception cref="SealingException">They cannot be used.</exception>
    public byte[] Use(string path, Func<StoredParameters> open, Func<StoredParameters, byte[]> prove)
    {
        try
        {
            return prove(Open(path, open));
        }
        catch (Exception error) when (error is FormatException or IOException or UnauthorizedAccessException)
        {
            throw new SealingException($"The parameters cannot be used: {error.Message}", error);
        }
        catch (ArgumentException error)
        {
            throw new SealingException($"The parameters '{path}' are of another circuit: {error.Message}", error);
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _kept?.Stored.Dispose();

    private StoredParameters Open(string path, Func<StoredParameters> open)
    {
        FileInfo file = FileTarget.Of(path);
        if (!file.Exists) throw new FileNotFoundException($"'{path}' is missing");
        if (_kept is { } kept && (kept.File, kept.Length, kept.Written) == (file.FullName, file.Length, file.LastWriteTimeUtc)) return kept.Stored;
        _kept?.Stored.Dispose();
        _kept = null;
        _kept = new Kept(file.FullName, file.Length, file.LastWriteTimeUtc, open());
        return _kept.Stored;
    }

    private sealed record Kept(string File, long Length, DateTime Written, StoredParameters Stored);
}
