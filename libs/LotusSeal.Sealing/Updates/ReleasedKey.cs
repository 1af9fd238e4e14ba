using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Updates;

/// <summary>A key that is no longer stored: what it can be labelled again from.</summary>
/// <param name="Identity">Whose sector.</param>
/// <param name="Ticket">What it was sealed with.</param>
/// <param name="ScratchDirectory">Layers live here meanwhile; emptied afterwards.</param>
public sealed record ReleasedKey(SealIdentity Identity, SealTicket Ticket, string ScratchDirectory);
