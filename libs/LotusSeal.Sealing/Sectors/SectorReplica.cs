namespace LotusSeal.Sealing.Sectors;

/// <summary>A sealed file and what its key is made from (porep.md 6.4).</summary>
/// <param name="Identity">Whose sector.</param>
/// <param name="Ticket">What it was sealed with.</param>
/// <param name="CommD">Its data commitment; part of the replica id.</param>
/// <param name="SealedPath">The sealed file.</param>
/// <param name="ScratchDirectory">Layers live here while the key is regenerated; emptied afterwards.</param>
public sealed record SectorReplica(SealIdentity Identity, SealTicket Ticket, CommD CommD, string SealedPath, string ScratchDirectory);
