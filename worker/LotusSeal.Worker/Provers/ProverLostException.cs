namespace LotusSeal.Worker.Provers;

/// <summary>
/// The prover failed in a way that is not the request's fault: it died, hung or was short of memory. The same request may succeed later.
/// </summary>
internal sealed class ProverLostException(string message) : Exception(message)
{
    /// <summary>It was lost without a word on the request: perhaps before that came.</summary>
    public bool IsUnheard { get; init; }
}
