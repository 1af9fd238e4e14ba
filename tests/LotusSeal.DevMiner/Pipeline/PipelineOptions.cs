using LotusSeal.Primitives;

namespace LotusSeal.DevMiner.Pipeline;

/// <summary>Times and choices of the sector state machine; the defaults are Lotus' where it has them.</summary>
public sealed record PipelineOptions
{
    /// <summary>Proof type of new sectors.</summary>
    public RegisteredSealProof ProofType { get; init; } = RegisteredSealProof.StackedDrg2KiBV1_1;

    /// <summary>Pause before PreCommit1 or PreCommit2 is tried again after error code 101 or 102.</summary>
    public TimeSpan RetryInterval { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>Pause after a failed step.</summary>
    public TimeSpan CoolDown { get; init; } = TimeSpan.FromMinutes(1);

    /// <summary>How long the interactive seed takes.</summary>
    public TimeSpan SeedDelay { get; init; } = TimeSpan.Zero;

    /// <summary>Failures of PreCommit1 after which the sector is given up.</summary>
    public int MaxPreCommit1Fails { get; init; } = 3;

    /// <summary>Keep the unsealed data of sectors with pieces.</summary>
    public bool KeepUnsealed { get; init; }

    /// <summary>Have workers make Commit2 too; without it a sector is finished when its vanilla proofs are there.</summary>
    public bool Prove { get; init; }

    /// <summary>Check commitments and vanilla proofs; off only for scripted workers that do not seal.</summary>
    public bool VerifyProofs { get; init; } = true;
}
