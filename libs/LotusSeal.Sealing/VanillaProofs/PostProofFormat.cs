using LotusSeal.Sealing.Trees;

namespace LotusSeal.Sealing.VanillaProofs;

/// <summary>The bytes of a vanilla proof of spacetime: bincode with fixed widths (post.md 4.3).</summary>
/// <remarks>The reader is strict: only what the writer makes is taken.</remarks>
public static class PostProofFormat
{
    /// <summary>Bytes of a proof of so many challenges.</summary>
    public static int LengthOf(PoRepConfig config, int challenges)
    {
        ArgumentNullException.ThrowIfNull(config);
        return 3 * sizeof(ulong) + 3 * Digest.Size + challenges * PathFormat.OfTreeRLast(config).Length;
    }

    /// <summary>The bytes of a proof.</summary>
    public static byte[] Write(PoRepConfig config, PostSectorProof proof)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(proof);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        writer.Write(proof.SectorNumber);
        writer.Write(proof.CommR.Span);
        writer.Write(1UL);
        writer.Write((ulong)proof.Inclusions.Count);
        PathFormat paths = PathFormat.OfTreeRLast(config);
        foreach (MerklePath path in proof.Inclusions) paths.Write(writer, path);
        writer.Write(proof.CommC.Span);
        writer.Write(proof.CommRLast.Span);
        return stream.ToArray();
    }

    /// <summary>Reads a proof.</summary>
    /// <exception cref="SealingException">No proof of a sector of that shape; the message names the field and the byte.</exception>
    public static PostSectorProof Read(PoRepConfig config, ReadOnlySpan<byte> bytes)
    {
        ArgumentNullException.ThrowIfNull(config);
        BincodeReader reader = new(bytes);
        ulong number = reader.Number();
        CommR commR = new(reader.Digest());
        reader.Require("the number of sectors", 1, reader.Number());
        ulong count = reader.Number();
        PathFormat paths = PathFormat.OfTreeRLast(config);
        List<MerklePath> inclusions = [];
        for (ulong i = 0; i < count; i++) inclusions.Add(paths.Read(ref reader));
        PostSectorProof proof = new(number, commR, reader.Digest(), reader.Digest(), inclusions);
        reader.RequireEnd();
        return proof;
    }
}
