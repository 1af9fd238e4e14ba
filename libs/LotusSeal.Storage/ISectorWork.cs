using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>Work on sector files in this process, as far as a removal has to know of it.</summary>
public interface ISectorWork
{
    /// <summary>
    /// Called before files are removed for good: ends the work that cannot go on without them, and waits until nothing of it touches a file any more,
    /// so that nothing of the sector comes back behind the removal.
    /// </summary>
    /// <param name="sector">The sector.</param>
    /// <param name="types">What is removed.</param>
    /// <param name="cancellationToken">Ends the waiting; the work ends all the same.</param>
    /// <returns>Whether there was such work.</returns>
    Task<bool> GiveUpAsync(SectorId sector, SectorFileType types, CancellationToken cancellationToken);
}
