using LotusSeal.DevMiner.Pipeline;
using LotusSeal.Groth16.Verification;
using LotusSeal.Lotus.Types;
using LotusSeal.Primitives;
using LotusSeal.Proving.Spacetime;

namespace LotusSeal.DevMiner.Spacetime;

/// <summary>Checks what workers answer: nobody else looks at a proof before it is disputed, which costs the miner its power (post.md 8.4).</summary>
internal sealed class PostCheck(MinerKeys keys)
{
    /// <summary>The bytes of an answer that can be a proof.</summary>
    /// <exception cref="InvalidDataException">It cannot.</exception>
    public static byte[] BytesOf(PoStProof? answer, RegisteredPoStProof proof)
    {
        if (answer is { ProofBytes: { Length: Proof.Size } bytes } && answer.ProofType == (int)proof) return bytes;
        throw new InvalidDataException($"a worker answered with {answer?.ProofBytes?.Length ?? 0} bytes of proof {answer?.ProofType}, "
            + $"not with {Proof.Size} of {(int)proof}");
    }

    /// <summary>Verifies a proof.</summary>
    /// <param name="proof">Its kind.</param>
    /// <param name="randomness">What was drawn for it.</param>
    /// <param name="sectors">The sectors that it is of.</param>
    /// <param name="bytes">All partitions.</param>
    /// <returns>False where the miner has no key.</returns>
    /// <exception cref="InvalidDataException">It does not hold.</exception>
    public bool Verify(RegisteredPoStProof proof, Digest randomness, IEnumerable<ProvableSector> sectors, byte[] bytes)
    {
        if (keys.Post(proof) is not { } verifier) return false;
        ReplicaClaim[] claims = [.. sectors.Select(sector => new ReplicaClaim(sector.Id.Number, sector.CommR.ToCommR()))];
        try
        {
            if (verifier.Verify(randomness, claims, bytes)) return true;
        }
        catch (FormatException error)
        {
            throw new InvalidDataException($"a worker answered with what is no proof: {error.Message}", error);
        }

        throw new InvalidDataException("a worker answered with a proof that does not hold");
    }
}
