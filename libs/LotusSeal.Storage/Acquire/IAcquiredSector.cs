using LotusSeal.Lotus.Types;

namespace LotusSeal.Storage;

/// <summary>
/// Files of a sector while a task uses them. Disposing gives the reserved space back; it declares nothing. The sector itself is not held: a task may
/// acquire more of it.
/// </summary>
public interface IAcquiredSector : IAsyncDisposable
{
    /// <summary>Local path of a type.</summary>
    string PathOf(SectorFileType type);

    /// <summary>Id of the storage path that holds the type.</summary>
    string StorageIdOf(SectorFileType type);

    /// <summary>Declares the allocated types (not primary); called when the task succeeded.</summary>
    /// <remarks>An index that cannot be told is told later: only the token's cancellation ends in an exception.</remarks>
    Task DeclareAsync(CancellationToken cancellationToken);
}
