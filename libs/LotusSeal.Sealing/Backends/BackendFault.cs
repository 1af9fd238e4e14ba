namespace LotusSeal.Sealing.Backends;

/// <summary>A failure of a backend, never of its caller: wrong arguments are refused before a backend is entered.</summary>
/// <param name="Stage">What was computed.</param>
/// <param name="Device">The backend, and the device where it has several: the name of a <see cref="SealingBackend"/>.</param>
/// <param name="Remedy">Whether to try again or to leave the device alone.</param>
/// <param name="Reason">What went wrong, for a person.</param>
public sealed record BackendFault(BackendStage Stage, string Device, FaultRemedy Remedy, string Reason)
{
    /// <summary>One sentence for logs and for the miner.</summary>
    public override string ToString() => $"{Device} failed in {StageText}: {Reason}";

    private string StageText => Stage switch
    {
        BackendStage.Parents => "parents",
        BackendStage.Labels => "labels",
        BackendStage.PairHash => "pair hashes",
        BackendStage.PoseidonHash => "Poseidon hashes",
        BackendStage.ColumnHash => "column hashes",
        BackendStage.Encoding => "encoding",
        BackendStage.Decoding => "decoding",
        BackendStage.Update => "an update",
        BackendStage.Proof => "the arithmetic of proofs",
        _ => "the replica's trees",
    };
}
