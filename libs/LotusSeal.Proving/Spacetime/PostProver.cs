using System.Collections.Concurrent;
using LotusSeal.Groth16.Backends;
using LotusSeal.Groth16.Keys;
using LotusSeal.Groth16.Proving;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Verification;
using LotusSeal.Sealing.Scheduling;
using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Proving.Spacetime;

/// <summary>Makes proofs of spacetime of one kind from vanilla proofs (post.md 5, 7.1).</summary>
/// <remarks>
/// Vanilla proofs may come in any order and twice: they are taken once, in ascending order, as every verifier takes them (post.md 12). Each is
/// checked first and the proof is verified before it is returned.
/// </remarks>
public sealed class PostProver
{
    private const int FaultsTold = 10;
    private readonly Parameters _parameters;
    private readonly RegisteredPoStProof _proof;
    private readonly IProverBackend? _backend;
    private readonly PostVerifier _verifier;
    private readonly PostProofVerifier _sectors;

    /// <param name="parameters">The parameters of the kind's circuit.</param>
    /// <param name="proof">The kind.</param>
    /// <param name="backend">Does the arithmetic; null for managed code.</param>
    /// <exception cref="FormatException">The parameters are of another circuit.</exception>
    public PostProver(Parameters parameters, RegisteredPoStProof proof, IProverBackend? backend = null)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        _verifier = new PostVerifier(parameters.VerifyingKey, proof);
        (_parameters, _proof, _backend, _sectors) = (parameters, proof, backend, new PostProofVerifier(proof.SectorShape()));
    }

    private int PartitionSize => PostCircuit.PartitionSize(_proof);

    /// <summary>Proves that sectors are stored.</summary>
    /// <param name="randomness">What the chain drew.</param>
    /// <param name="sectors">The vanilla proofs of all sectors; a sector that is skipped is left out.</param>
    /// <param name="blinding">Makes the random numbers of a partition; null takes new ones of the system for each.</param>
    /// <param name="progress">Told how far it is: points of all partitions.</param>
    /// <param name="cancellationToken">Stops between sectors and between batches of rows and of points.</param>
    /// <returns>The proofs of all partitions in order, 192 bytes each, verified.</returns>
    /// <exception cref="SealingException">
    /// Vanilla proofs do not hold, all of which are named; or there are none, or too many of a winning proof; or the proof does not hold.
    /// </exception>
    /// <exception cref="FormatException">The parameters' file is damaged; the message names it.</exception>
    /// <exception cref="IOException">The parameters' file cannot be read.</exception>
    public byte[] Prove(Digest randomness, IReadOnlyCollection<PostSectorProof> sectors, Func<Blinding>? blinding = null,
        IProgress<PhaseProgress>? progress = null, CancellationToken cancellationToken = default) =>
        Prove(randomness, Ordered(sectors), 0, blinding, progress, cancellationToken);

    /// <summary>Proves the sectors of one partition of several.</summary>
    /// <param name="randomness">What the chain drew.</param>
    /// <param name="sectors">The vanilla proofs of the partition's sectors, no more than a partition has.</param>
    /// <param name="partition">Number of the partition, from 0; it matters to proofs of the first version alone (post.md 1.3).</param>
    /// <param name="blinding">Makes the random numbers; null takes new ones of the system.</param>
    /// <param name="progress">Told how far it is.</param>
    /// <param name="cancellationToken">As above.</param>
    /// <returns>One proof, verified: 192 bytes.</returns>
    /// <exception cref="SealingException">As above, or there are more sectors than a partition has.</exception>
    public byte[] ProvePartition(Digest randomness, IReadOnlyCollection<PostSectorProof> sectors, int partition, Func<Blinding>? blinding = null,
        IProgress<PhaseProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        PostSectorProof[] ordered = Ordered(sectors);
        if (ordered.Length > PartitionSize)
            throw new SealingException($"A partition has {PartitionSize} sectors at most, not {ordered.Length}: can only prove a single partition.");
        if (partition < 0 || partition > int.MaxValue / PartitionSize - 1) throw new SealingException($"There is no partition {partition}.");
        return Prove(randomness, ordered, partition * PartitionSize, blinding, progress, cancellationToken);
    }

    private byte[] Prove(Digest randomness, PostSectorProof[] sectors, int position, Func<Blinding>? blinding, IProgress<PhaseProgress>? progress,
        CancellationToken cancellationToken)
    {
        RequireHold(randomness, sectors, position, cancellationToken);
        PostPartition[] partitions = _proof.IsWinning() ? [PostPartition.OfWinning(sectors[0])]
            : [.. sectors.Chunk(PartitionSize).Select(part => PostPartition.OfWindow(part, PartitionSize))];
        ReplicaClaim[] claims = [.. sectors.Select(sector => new ReplicaClaim(sector.SectorNumber, sector.CommR))];
        return PartitionProofs.MakeToHold(_backend,
            () => PartitionProofs.Make(_parameters, partitions, blinding, _backend, progress, cancellationToken),
            proofs => _verifier.Holds(randomness, claims, position, proofs));
    }

    /// <summary>The sectors in ascending order, each once.</summary>
    private PostSectorProof[] Ordered(IReadOnlyCollection<PostSectorProof> sectors)
    {
        ArgumentNullException.ThrowIfNull(sectors);
        if (sectors.Count == 0) throw new SealingException("There is no vanilla proof to make a proof of.");
        if (_proof.IsWinning() && sectors.Count > 1) throw new SealingException($"A winning proof is of one sector, not of {sectors.Count}.");
        return [.. sectors.OrderBy(sector => sector.SectorNumber).DistinctBy(sector => sector.SectorNumber)];
    }

    private void RequireHold(Digest randomness, PostSectorProof[] sectors, int position, CancellationToken cancellationToken)
    {
        ConcurrentDictionary<ulong, string> faults = [];
        Parallel.For(0, sectors.Length, new ParallelOptions { CancellationToken = cancellationToken }, i =>
        {
            PostSectorProof sector = sectors[i];
            ulong[] challenges = PostChallenges.Draw(_proof, randomness, sector.SectorNumber, position + i);
            if (_sectors.FindFault(sector, sector.CommR, challenges) is { } fault) faults[sector.SectorNumber] = fault.ToString();
        });
        if (faults.IsEmpty) return;
        IEnumerable<string> told = faults.OrderBy(fault => fault.Key).Take(FaultsTold).Select(fault => $"sector {fault.Key}: {fault.Value}");
        string more = faults.Count > FaultsTold ? $"; and {faults.Count - FaultsTold} more" : "";
        throw new SealingException($"Vanilla proofs of {faults.Count} of {sectors.Length} sectors do not hold: {string.Join("; ", told)}{more}.");
    }
}
