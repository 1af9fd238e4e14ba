namespace LotusSeal.Groth16.Proving;

/// <summary>How far a proof is.</summary>
/// <param name="Step">What is done now.</param>
/// <param name="Done">Points that were added up.</param>
/// <param name="Total">Points of the whole key.</param>
public readonly record struct ProvingProgress(string Step, long Done, long Total);
