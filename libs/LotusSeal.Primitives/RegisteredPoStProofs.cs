namespace LotusSeal.Primitives;

/// <summary>What a proof of spacetime type says of its sectors (post.md 1.1, 1.2).</summary>
public static class RegisteredPoStProofs
{
    private const int Sizes = RegisteredProofNames.Sizes;

    /// <summary>True when the sectors of a seal proof are proved by it: both have the same sector size.</summary>
    public static bool Proves(this RegisteredPoStProof proof, RegisteredSealProof sealProof) =>
        Enum.IsDefined(proof) && Enum.IsDefined(sealProof) && (int)proof % Sizes == (int)sealProof % Sizes;

    /// <summary>The shape of its sectors; proofs of spacetime do not depend on the version of the seal proof.</summary>
    public static PoRepConfig SectorShape(this RegisteredPoStProof proof) => PoRepConfig.ForProof((RegisteredSealProof)((int)proof % Sizes));

    /// <summary>Whether one sector is proved that won a block, and not all of a deadline.</summary>
    public static bool IsWinning(this RegisteredPoStProof proof) => (int)proof < Sizes;

    /// <summary>Whether a sector's challenges depend on its position in the list: the window proofs of the first version (post.md 1.3).</summary>
    public static bool CountsPositions(this RegisteredPoStProof proof) => (int)proof / Sizes == 1;

    /// <summary>Challenges of one sector: 10 for window, 66 for winning.</summary>
    public static int Challenges(this RegisteredPoStProof proof) => proof.IsWinning() ? 66 : 10;

    /// <summary>The winning proof of a seal proof's sectors.</summary>
    public static RegisteredPoStProof WinningProofOf(RegisteredSealProof sealProof) =>
        RegisteredPoStProof.StackedDrgWinning2KiBV1 + (int)sealProof % Sizes;

    /// <summary>Today's window proof of a seal proof's sectors.</summary>
    public static RegisteredPoStProof WindowProofOf(RegisteredSealProof sealProof) =>
        RegisteredPoStProof.StackedDrgWindow2KiBV1_1 + (int)sealProof % Sizes;
}
