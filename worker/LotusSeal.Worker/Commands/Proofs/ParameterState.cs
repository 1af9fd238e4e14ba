namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>What is known of a file of parameters, as <c>proofs params list</c> and <c>verify</c> print it.</summary>
/// <param name="File">Its name.</param>
/// <param name="SectorSize">Bytes of the sectors it is for; 0 for all, null where the network has no such file.</param>
/// <param name="Bytes">Its length; null when it is missing.</param>
/// <param name="State">
/// <c>missing</c>, <c>unfinished</c> or <c>there</c>; of one that was checked <c>network</c>, <c>foreign</c> (sound, but not the network's)
/// or <c>damaged</c>.
/// </param>
/// <param name="Reason">Why it is damaged or foreign; else null.</param>
internal sealed record ParameterState(string File, ulong? SectorSize, long? Bytes, string State, string? Reason = null)
{
    /// <summary>States.</summary>
    public const string Missing = "missing", Unfinished = "unfinished", There = "there", Network = "network", Foreign = "foreign",
        Damaged = "damaged";
}
