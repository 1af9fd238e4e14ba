namespace LotusSeal.Worker.Commands.Proofs;

/// <summary>Names of the steps in <c>sector.json</c> and in the reports.</summary>
internal static class SealStep
{
    public const string AddPiece = "add_piece";
    public const string PreCommit1 = "pc1";
    public const string PreCommit2 = "pc2";
    public const string Synthetic = "synth";
    public const string Commit1 = "c1";
    public const string Finalize = "finalize";
}
