namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Which part of a vanilla proof does not hold.</summary>
internal enum ProofPart
{
    Challenge,
    TreeDPath,
    ColumnPath,
    ColumnHash,
    TreeRLastPath,
    Commitment,
    Label,
    Encoding,
}

/// <summary>The first thing wrong with a vanilla proof.</summary>
/// <param name="Part">What it is.</param>
/// <param name="Node">The node concerned.</param>
/// <param name="Reason">For people.</param>
/// <param name="Layer">For labels.</param>
internal sealed record ProofFault(ProofPart Part, uint Node, string Reason, int Layer = 0);
