namespace LotusSeal.Primitives;

/// <summary>The 32 bytes that stand for a miner in a replica id (porep.md 3.5).</summary>
public static class ProverId
{
    /// <summary>The actor id as LEB128, left-aligned, zero-filled.</summary>
    public static Digest FromMiner(ulong actorId)
    {
        Span<byte> bytes = stackalloc byte[Digest.Size];
        bytes.Clear();
        int i = 0;
        for (; actorId >= 0x80; actorId >>= 7) bytes[i++] = (byte)(actorId | 0x80);
        bytes[i] = (byte)actorId;
        return new Digest(bytes);
    }
}
