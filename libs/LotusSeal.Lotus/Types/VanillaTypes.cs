using LotusSeal.Primitives;

namespace LotusSeal.Lotus.Types;

/// <summary>Body of <c>POST /remote/vanilla/single</c>: the vanilla proof of spacetime of one sector (protocol spec 5.5, W4).</summary>
/// <param name="Miner">Actor id of the sector's miner.</param>
/// <param name="Sector">The sector, its CommR and the nodes to open.</param>
/// <param name="ProofType">The proof that will be made of it.</param>
public sealed record SingleVanillaRequest(ulong Miner, PostSectorChallenge Sector, RegisteredPoStProof ProofType);

/// <summary>Body of <c>POST /remote/vanilla/porep</c>: the Commit1 output of a sector (protocol spec 5.5).</summary>
public sealed record PoRepVanillaRequest(SectorRef Sector, Cid? Sealed, Cid? Unsealed, byte[]? Ticket, byte[]? Seed);
