using LotusSeal.Primitives;
using LotusSeal.Sealing.Files;
using LotusSeal.Sealing.Phases;

namespace LotusSeal.Worker.Tasks;

/// <summary>Clears caches of finished sectors.</summary>
internal static class FinishedCache
{
    /// <summary>Deletes what a proven sector needs no more.</summary>
    /// <param name="sealer">Deletes.</param>
    /// <param name="cache">The cache of the sector, or of its update.</param>
    /// <param name="step">What writes p_aux there.</param>
    /// <exception cref="SealingException">The step did not end there.</exception>
    public static void Clear(ISectorSealer sealer, string cache, string step)
    {
        // A killed worker may have left half a cache when another one sealed the sector: to finalize that would lead to its being kept.
        if (!File.Exists(Path.Combine(cache, SectorFileNames.PersistentAux)))
        {
            throw new SealingException($"{cache} has no {SectorFileNames.PersistentAux}: {step} did not end there. "
                + "If another path has the whole cache of this sector, move this one away");
        }

        sealer.ClearCache(cache);
    }
}
