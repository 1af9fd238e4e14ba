namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Checks vanilla proofs of spacetime from the definitions, without the sector's files (post.md 4.2, 5.3). Thread-safe.</summary>
/// <param name="config">The sector's shape; only its size counts.</param>
public sealed class PostProofVerifier(PoRepConfig config)
{
    private readonly CompoundPathVerifier _paths = new(config);

    /// <summary>The first thing that does not hold, or null.</summary>
    /// <param name="proof">The proof.</param>
    /// <param name="commR">What the chain knows of the sector.</param>
    /// <param name="challenges">The nodes that had to be opened, in order.</param>
    public PostProofFault? FindFault(PostSectorProof proof, CommR commR, IReadOnlyList<ulong> challenges)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ArgumentNullException.ThrowIfNull(challenges);
        if (proof.CommR != commR) return new PostProofFault(null, $"the proof is of CommR {proof.CommR} instead of {commR}");
        if (!ReplicaRoots.HashTo(commR, proof.CommC, proof.CommRLast))
            return new PostProofFault(null, $"comm_c and comm_r_last do not hash to CommR {commR}");
        if (proof.Inclusions.Count != challenges.Count)
            return new PostProofFault(null, $"there are {proof.Inclusions.Count} paths for {challenges.Count} challenges");
        for (int i = 0; i < challenges.Count; i++)
        {
            if (proof.Inclusions[i].Root != proof.CommRLast) return new PostProofFault(i, "the path has another root than comm_r_last");
            if (_paths.FindFault(proof.Inclusions[i], challenges[i]) is { } reason) return new PostProofFault(i, $"the path {reason}");
        }
        return null;
    }
}

/// <summary>The first thing wrong with a vanilla proof of spacetime.</summary>
/// <param name="Challenge">Index of the challenge; null for the commitments.</param>
/// <param name="Reason">For people.</param>
public sealed record PostProofFault(int? Challenge, string Reason)
{
    /// <inheritdoc/>
    public override string ToString() => Challenge is { } index ? $"challenge {index}: {Reason}" : Reason;
}
