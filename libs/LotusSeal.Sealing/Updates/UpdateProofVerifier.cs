using LotusSeal.Bls12381.Fields;
using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Hashing;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Updates;

/// <summary>Checks vanilla proofs of an update from the definitions, without the sector's files (porep.md 10.3). Thread-safe.</summary>
/// <remarks>Hashes in managed code on purpose: a fault of the backend that made the update shows here.</remarks>
public sealed class UpdateProofVerifier
{
    private readonly PoRepConfig _config;
    private readonly UpdateRules _rules;
    private readonly UpdateStatement _statement;
    private readonly UpdateFactors _factors;
    private readonly CompoundPathVerifier _replicaPaths;
    private readonly DataPathVerifier _dataPaths;

    /// <summary>Prepares the check.</summary>
    /// <param name="config">The sector's shape; of the proof only the size counts.</param>
    /// <param name="statement">What is claimed.</param>
    /// <exception cref="SealingException">A commitment is all zero or no field element.</exception>
    public UpdateProofVerifier(PoRepConfig config, UpdateStatement statement)
    {
        ArgumentNullException.ThrowIfNull(statement);
        statement.Check();
        _config = config;
        _rules = UpdateRules.For(config);
        _statement = statement;
        _factors = UpdateHash.Factors(_rules, statement.New.CommD, statement.OldCommR);
        (_replicaPaths, _dataPaths) = (new CompoundPathVerifier(config), new DataPathVerifier(config));
    }

    /// <summary>Verifies the proofs of partitions, as they are sent.</summary>
    /// <exception cref="SealingException">One is none, or does not hold; the message says which.</exception>
    public void Verify(IReadOnlyList<byte[]> proofs)
    {
        ArgumentNullException.ThrowIfNull(proofs);
        for (int partition = 0; partition < proofs.Count; partition++)
        {
            if (FindFault(partition, UpdateProofFormat.Read(_config, proofs[partition])) is { } fault)
                throw new SealingException($"The vanilla proof of partition {partition} does not hold: {fault.Reason}.");
        }
    }

    /// <summary>The first thing that does not hold in a partition's proof, or null.</summary>
    public UpdateFault? FindFault(int partition, UpdatePartitionProof proof)
    {
        ArgumentNullException.ThrowIfNull(proof);
        uint[] challenges = UpdateChallenges.Draw(_rules, partition, _statement.New.CommR);
        if (proof.Challenges.Count != challenges.Length || proof.ApexLeaves.Count != _rules.ApexLeaves)
        {
            return new UpdateFault(null, UpdatePart.Commitments,
                $"there are {proof.Challenges.Count} nodes for {challenges.Length} challenges and {proof.ApexLeaves.Count} apex leaves");
        }
        UpdateChallengeProof first = proof.Challenges[0];
        if (FindRootFault(proof.CommC, first.OldReplica.Root, _statement.OldCommR, "old") is { } oldFault) return oldFault;
        if (FindRootFault(proof.CommC, first.NewReplica.Root, _statement.New.CommR, "new") is { } newFault) return newFault;
        Digest apexRoot = ApexRoot(proof.ApexLeaves);
        for (int i = 0; i < challenges.Length; i++)
        {
            UpdateChallengeProof challenge = proof.Challenges[i];
            if (challenge.OldReplica.Root != first.OldReplica.Root || challenge.NewReplica.Root != first.NewReplica.Root)
                return new UpdateFault(i, UpdatePart.Commitments, "the paths have several roots");
            if (FindFault(challenges[i], challenge) is { } fault) return fault with { Challenge = i };
            Digest apexLeaf = proof.ApexLeaves[(int)(challenges[i] >> _rules.ApexRow) & (_rules.ApexLeaves - 1)];
            if (DataPathVerifier.Climb(challenge.Data, _rules.ApexRow) != apexLeaf
                || DataPathVerifier.Climb(challenge.Data, _rules.ChallengeBits) != apexRoot)
                return new UpdateFault(i, UpdatePart.Data, "the TreeD path does not lead through the apex leaves");
        }
        return null;
    }

    private static UpdateFault? FindRootFault(Digest commC, Digest commRLast, CommR commR, string name) =>
        ReplicaRoots.HashTo(commR, commC, commRLast)
            ? null
            : new UpdateFault(null, UpdatePart.Commitments, $"comm_c and the {name} comm_r_last do not hash to CommR {commR}");

    private static Digest ApexRoot(IReadOnlyList<Digest> leaves)
    {
        IReadOnlyList<Digest> row = leaves;
        while (row.Count > 1) row = [.. row.Chunk(2).Select(pair => Sha254.HashPair(pair[0], pair[1]))];
        return row[0];
    }

    private UpdateFault? FindFault(uint node, UpdateChallengeProof proof)
    {
        if (_replicaPaths.FindFault(proof.OldReplica, node) is { } oldReason)
            return new UpdateFault(null, UpdatePart.OldReplica, $"the path in the old TreeRLast {oldReason}");
        if (_dataPaths.FindFault(proof.Data, node, _statement.New.CommD) is { } dataReason)
            return new UpdateFault(null, UpdatePart.Data, $"the TreeD path {dataReason}");
        if (_replicaPaths.FindFault(proof.NewReplica, node) is { } newReason)
            return new UpdateFault(null, UpdatePart.NewReplica, $"the path in the new TreeRLast {newReason}");
        Span<byte> sum = stackalloc byte[Digest.Size];
        if (!Fr.IsCanonical(proof.Data.Leaf.Span)) return new UpdateFault(null, UpdatePart.Data, "the data is not a field element");
        _factors.Multiply(node, proof.Data.Leaf.Span, sum);
        Fr.AddCanonical(proof.OldReplica.Leaf.Span, sum, sum);
        return sum.SequenceEqual(proof.NewReplica.Leaf.Span)
            ? null
            : new UpdateFault(null, UpdatePart.Encoding, "the new replica is not the old one plus the data times its factor");
    }
}
