using LotusSeal.Sealing.Backends;
using LotusSeal.Sealing.Sectors;
using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>Makes the vanilla proof of spacetime of a sector from its replica, p_aux and TreeRLast (post.md 4). For one thread.</summary>
/// <remarks>Every proof is verified before it is returned, and errors name the file.</remarks>
internal sealed class PostSectorProver : IDisposable
{
    private readonly PostSector _sector;
    private readonly OpenReplica _replica;
    private readonly ReplicaSubtree _subtree;

    /// <exception cref="SealingException">A file is missing, has a wrong length, or disagrees with the sector's CommR.</exception>
    public PostSectorProver(HashBackend hashes, PostSector sector)
    {
        _sector = sector;
        _replica = new OpenReplica(hashes, sector.Config, sector.ReplicaPath, sector.CacheDirectory, sector.CommR);
        _subtree = _replica.CreateSubtree();
    }

    /// <summary>Opens the challenged nodes.</summary>
    /// <exception cref="SealingException">A challenge is no node of the sector, or what was read does not hold.</exception>
    public PostSectorProof Prove(IReadOnlyList<ulong> challenges, CancellationToken cancellationToken)
    {
        List<MerklePath> inclusions = [];
        foreach (ulong challenge in challenges)
        {
            cancellationToken.ThrowIfCancellationRequested();
            if (challenge >= _sector.Config.Nodes)
                throw new SealingException($"challenge {challenge} is out of bounds (max: {_sector.Config.Nodes})");
            inclusions.Add(_subtree.PathOf(challenge));
        }
        PostSectorProof proof = new(_sector.Number, _sector.CommR, _replica.CommC, _replica.CommRLast, inclusions);
        if (new PostProofVerifier(_sector.Config).FindFault(proof, _sector.CommR, challenges) is not { } fault) return proof;
        throw new SealingException(
            fault.Challenge is { } index ? _replica.Suspicion(challenges[index], inclusions[index], fault.Reason) : fault.Reason);
    }

    public void Dispose() => _replica.Dispose();
}
