namespace LotusSeal.Operator.Observed;

/// <summary>The sealing claim of an ordinal.</summary>
/// <param name="Size">Size that it asks for.</param>
/// <param name="Node">The node that its volume was made for, where the storage class waits for one.</param>
/// <param name="IsEvacuated">A drain has proved that no sector is on it.</param>
/// <param name="IsTerminating">Somebody has deleted it.</param>
public sealed record ObservedClaim(int Ordinal, string Size, string? Node = null, bool IsEvacuated = false, bool IsTerminating = false)
{
    /// <summary>Whether no worker ever ran on it.</summary>
    public bool IsUnused { get; init; }

    /// <summary>Whether its worker was given up together with the sectors on it.</summary>
    public bool IsGivenUp { get; init; }
}
