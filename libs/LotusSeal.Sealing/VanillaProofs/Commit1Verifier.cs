using LotusSeal.Sealing.Graph;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Checks a whole Commit1 output (porep.md 7.2).</summary>
internal sealed class Commit1Verifier(int threads)
{
    /// <exception cref="SealingException">The first thing that does not hold.</exception>
    public void Verify(SealIdentity sector, Commit1Output output)
    {
        CommitmentChecks.Require(output.CommR.Value, "comm_r");
        CommitmentChecks.Require(output.CommD.Value, "comm_d");
        if (ReplicaId.Compute(sector, output.Ticket, output.CommD) != output.ReplicaId)
            throw new SealingException("The Commit1 output's replica_id does not belong to this sector, ticket and comm_d.");
        (ProofFault Fault, uint Challenge)? found = FindFault(output, CancellationToken.None);
        if (found is { } wrong) throw new SealingException($"The vanilla proof of challenge {wrong.Challenge} does not hold: {wrong.Fault.Reason}.");
    }

    /// <summary>The first fault of the first proof that has one, or null.</summary>
    public (ProofFault Fault, uint Challenge)? FindFault(Commit1Output output, CancellationToken cancellationToken)
    {
        PoRepConfig config = output.Config;
        uint[] challenges = [.. Challenges.Draw(config, output.ReplicaId, output.CommR, output.Seed).SelectMany(partition => partition)];
        VanillaProof[] proofs = [.. output.Partitions.SelectMany(partition => partition)];
        VanillaProofVerifier verifier = new(config, output.ReplicaId, output.CommD, output.CommR);
        ProofFault?[] faults = new ProofFault?[proofs.Length];
        ParallelOptions options = new() { MaxDegreeOfParallelism = threads, CancellationToken = cancellationToken };
        Parallel.For(0, proofs.Length, options, i => faults[i] = verifier.Verify(proofs[i], challenges[i]));
        int first = Array.FindIndex(faults, fault => fault is not null);
        return first < 0 ? null : (faults[first]!, challenges[first]);
    }
}
