using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Verification;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Spacetime;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Proving.Verification;

/// <summary>Verifies proofs of spacetime of one kind (post.md 7.2).</summary>
/// <remarks>The miner is not proved: a proof holds for whoever stores the same replicas under the same numbers (post.md 2).</remarks>
public sealed class PostVerifier
{
    private readonly RegisteredPoStProof _proof;
    private readonly Verifier _verifier;
    private readonly int _partitionSize;

    /// <param name="key">The key of the kind's circuit.</param>
    /// <param name="proof">The kind.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <exception cref="FormatException">The key is of another circuit.</exception>
    public PostVerifier(VerifyingKey key, RegisteredPoStProof proof, IVerifierBackend? backend = null)
    {
        (_proof, _verifier, _partitionSize) = (proof, new Verifier(key, backend), PostCircuit.PartitionSize(proof));
        PartitionProofs.RequireInputs(_verifier.InputCount, PostCircuit.InputCount(proof));
    }

    /// <summary>Whether a proof proves that sectors are stored.</summary>
    /// <param name="randomness">What the chain drew.</param>
    /// <param name="sectors">The sectors in any order; one that is given twice counts once.</param>
    /// <param name="proof">The proofs of all partitions, 192 bytes each.</param>
    /// <exception cref="SealingException">No sector can be so, there is none, or a winning proof is of several.</exception>
    /// <exception cref="FormatException">The bytes are no proof of so many sectors.</exception>
    public bool Verify(Digest randomness, IReadOnlyCollection<ReplicaClaim> sectors, ReadOnlySpan<byte> proof)
    {
        ArgumentNullException.ThrowIfNull(sectors);
        ReplicaClaim[] ordered = [.. sectors.Distinct().OrderBy(claim => claim.Sector)];
        if (ordered.Length == 0) throw new SealingException("There is no sector to verify a proof of.");
        if (_proof.IsWinning() && ordered.Length > 1) throw new SealingException($"A winning proof is of one sector, not of {ordered.Length}.");
        for (int i = 0; i < ordered.Length; i++)
        {
            CommitmentChecks.Require(ordered[i].CommR.Value, $"CommR of sector {ordered[i].Sector}");
            if (i > 0 && ordered[i].Sector == ordered[i - 1].Sector)
                throw new SealingException($"Sector {ordered[i].Sector} is given with two commitments.");
        }

        return Holds(randomness, ordered, 0, proof);
    }

    /// <summary>Whether a proof of ordered sectors holds, of which the first has a position among the sectors of all partitions.</summary>
    internal bool Holds(Digest randomness, IReadOnlyList<ReplicaClaim> sectors, int position, ReadOnlySpan<byte> proof)
    {
        ReplicaClaim[][] partitions = [.. sectors.Chunk(_partitionSize)];
        if (proof.Length != partitions.Length * Proof.Size)
        {
            throw new FormatException($"a proof of {sectors.Count} sectors in {partitions.Length} partitions has "
                + $"{partitions.Length * Proof.Size} bytes, not {proof.Length}");
        }

        Proof[] proofs = PartitionProofs.Read(partitions.Length, proof, _verifier.Backend);
        Fr[][] inputs = [.. partitions.Select((part, i) => PostCircuit.PublicInputs(_proof, randomness, part, position + i * _partitionSize))];
        return _verifier.VerifyBatch(proofs, inputs);
    }
}
