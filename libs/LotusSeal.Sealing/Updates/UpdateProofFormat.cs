using LotusSeal.Sealing.VanillaProofs;

namespace LotusSeal.Sealing.Updates;

/// <summary>The bytes of a partition's vanilla proof: comm_c, apex leaves, challenges, in bincode with fixed widths as in post.md 4.3.</summary>
/// <remarks>These are what ProveReplicaUpdate1 returns, one string a partition. The reader is strict: only what the writer makes is taken.</remarks>
public static class UpdateProofFormat
{
    /// <summary>The bytes of a proof.</summary>
    public static byte[] Write(PoRepConfig config, UpdatePartitionProof proof)
    {
        ArgumentNullException.ThrowIfNull(config);
        ArgumentNullException.ThrowIfNull(proof);
        using MemoryStream stream = new();
        using BinaryWriter writer = new(stream);
        PathFormat replicaPaths = PathFormat.OfTreeRLast(config), dataPaths = PathFormat.OfTreeD(config);
        writer.Write(proof.CommC.Span);
        writer.Write((ulong)proof.ApexLeaves.Count);
        foreach (Digest leaf in proof.ApexLeaves) writer.Write(leaf.Span);
        writer.Write((ulong)proof.Challenges.Count);
        foreach (UpdateChallengeProof challenge in proof.Challenges)
        {
            replicaPaths.Write(writer, challenge.OldReplica);
            dataPaths.Write(writer, challenge.Data);
            replicaPaths.Write(writer, challenge.NewReplica);
        }
        return stream.ToArray();
    }

    /// <summary>Reads a proof.</summary>
    /// <exception cref="SealingException">No proof of a sector of that shape; the message names the field and the byte.</exception>
    public static UpdatePartitionProof Read(PoRepConfig config, ReadOnlySpan<byte> bytes)
    {
        UpdateRules rules = UpdateRules.For(config);
        PathFormat replicaPaths = PathFormat.OfTreeRLast(config), dataPaths = PathFormat.OfTreeD(config);
        BincodeReader reader = new(bytes);
        Digest commC = reader.Digest();
        reader.Require("the number of apex leaves", (ulong)rules.ApexLeaves, reader.Number());
        Digest[] apexLeaves = new Digest[rules.ApexLeaves];
        for (int i = 0; i < apexLeaves.Length; i++) apexLeaves[i] = reader.Digest();
        reader.Require("the number of challenges", (ulong)rules.ChallengesPerPartition, reader.Number());
        UpdateChallengeProof[] challenges = new UpdateChallengeProof[rules.ChallengesPerPartition];
        for (int i = 0; i < challenges.Length; i++)
            challenges[i] = new UpdateChallengeProof(replicaPaths.Read(ref reader), dataPaths.Read(ref reader), replicaPaths.Read(ref reader));
        reader.RequireEnd();
        return new UpdatePartitionProof(commC, apexLeaves, challenges);
    }
}
