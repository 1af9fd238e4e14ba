using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;

namespace LotusSeal.Storage;

/// <summary>
/// Makes what <c>/remote/vanilla</c> answers, from files that the store found. Handed in by the process: storage knows no arithmetic.
/// </summary>
/// <remarks>Proofs are verified before they are returned; the files are only read. Calls run at the same time.</remarks>
public interface IVanillaProver
{
    /// <summary>The vanilla proof of spacetime of one sector (post.md 4.3).</summary>
    /// <exception cref="SealingException">A file is missing or damaged, or the request does not fit the sector; the message names it.</exception>
    Task<byte[]> ProveSpacetimeAsync(SingleVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken);

    /// <summary>The Commit1 output of a sector whose data counts as one piece (protocol spec 5.5).</summary>
    /// <exception cref="SealingException">As above.</exception>
    Task<byte[]> ProveReplicationAsync(PoRepVanillaRequest request, VanillaFiles files, CancellationToken cancellationToken);
}

/// <summary>The files that a sector is proved from.</summary>
/// <param name="Replica">The sealed file, or that of an update.</param>
/// <param name="Cache">The cache folder that belongs to it.</param>
public sealed record VanillaFiles(string Replica, string Cache);
