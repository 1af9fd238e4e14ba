using LotusSeal.Lotus.Rpc;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Circuits;

namespace LotusSeal.Worker.Tasks;

/// <summary>What a miner asks for with a proof of spacetime (protocol spec 3.6).</summary>
internal sealed record PostCall(int ProofNumber, ulong Miner, PostSectorChallenge[]? Challenges, byte[]? RandomnessBytes)
{
    /// <summary>The proof.</summary>
    public RegisteredPoStProof Proof => (RegisteredPoStProof)ProofNumber;

    /// <summary>The challenged sectors.</summary>
    public PostSectorChallenge[] Sectors => Challenges ?? [];

    /// <summary>What the chain drew.</summary>
    public Digest Randomness => TaskInput.Randomness("randomness", RandomnessBytes);

    /// <summary>Refuses what cannot be right.</summary>
    /// <exception cref="RpcException">The parameter, and what is wrong with it.</exception>
    public void Check(bool isWinning)
    {
        if (!Enum.IsDefined(Proof) || Proof.IsWinning() != isWinning)
            throw new RpcException($"postProofType: {ProofNumber} is no {(isWinning ? "winning" : "window")} proof of spacetime");
        _ = Randomness;
        int most = PostCircuit.PartitionSize(Proof);
        if (Sectors.Length == 0) throw new RpcException("sectors: there is none");
        if (Sectors.Length > most)
            throw new RpcException($"sectors: {Sectors.Length} are more than the {most} of a partition: can only prove a single partition");
        for (int i = 0; i < Sectors.Length; i++)
        {
            PostSectorChallenge sector = Sectors[i] ?? throw new RpcException($"sectors[{i}]: a sector is needed, got null");
            if (!Proof.Proves(sector.SealProof))
                throw new RpcException($"sectors[{i}].SealProof: {Proof} does not prove sectors of seal proof {(int)sector.SealProof}");
            if (sector.Challenge?.Length != Proof.Challenges())
                throw new RpcException($"sectors[{i}].Challenge: {Proof.Challenges()} nodes are needed, got {sector.Challenge?.Length ?? 0}");
            _ = TaskInput.CommR($"sectors[{i}].SealedCID", sector.SealedCid);
        }
    }
}
