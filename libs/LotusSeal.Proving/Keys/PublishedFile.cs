namespace LotusSeal.Proving.Keys;

/// <summary>A file of the network's parameters (porep.md 8.7).</summary>
/// <param name="Name">Its name in the folder of parameters.</param>
/// <param name="Digest">The first half of BLAKE2b-512 of its content, lower-case hexadecimal.</param>
/// <param name="Cid">What a gateway of IPFS knows it by.</param>
/// <param name="SectorSize">Bytes of the sectors that it is for; 0 where it is for all.</param>
public sealed record PublishedFile(string Name, string Digest, string Cid, ulong SectorSize);
