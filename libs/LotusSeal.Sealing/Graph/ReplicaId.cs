using System.Buffers.Binary;
using LotusSeal.Sealing.Hashing;
using LotusSeal.Sealing.Sectors;

namespace LotusSeal.Sealing.Graph;

/// <summary>The id that enters every label (porep.md 3.5).</summary>
public static class ReplicaId
{
    /// <summary>sha254 of prover, sector number, ticket, CommD and porep id.</summary>
    public static Digest Compute(SealIdentity sector, SealTicket ticket, CommD commD)
    {
        ArgumentNullException.ThrowIfNull(sector);
        Span<byte> message = stackalloc byte[4 * Digest.Size + sizeof(ulong)];
        sector.ProverId.Span.CopyTo(message);
        BinaryPrimitives.WriteUInt64BigEndian(message[32..], sector.SectorNumber);
        ticket.Span.CopyTo(message[40..]);
        commD.Span.CopyTo(message[72..]);
        sector.Config.PoRepId.Span.CopyTo(message[104..]);
        return Sha254.Hash(message);
    }
}
