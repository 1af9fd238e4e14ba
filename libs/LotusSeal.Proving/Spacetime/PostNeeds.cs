using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;

namespace LotusSeal.Proving.Spacetime;

/// <summary>What a proof of spacetime needs before it can begin.</summary>
/// <param name="ParametersFile">Name of the file of parameters in the folder of parameters.</param>
/// <param name="ParametersLength">Its bytes.</param>
/// <param name="Memory">Bytes of memory for one partition, at most, besides what the system keeps of the file.</param>
public sealed record PostNeeds(string ParametersFile, long ParametersLength, long Memory)
{
    /// <summary>The program, and the parts of queries that are read.</summary>
    private const long FixedMemory = 256L << 20;

    /// <summary>Bytes of a sector's vanilla proof with its nodes as objects.</summary>
    private const long SectorMemory = 64L << 10;

    /// <summary>The needs of a kind.</summary>
    public static PostNeeds Of(RegisteredPoStProof proof)
    {
        CircuitSize size = PostCircuit.SizeOf(proof);
        // Three polynomials and the roots of unity; nearly all values are large (post.md 6.3), and their list grows by doubling.
        long memory = Fr.Size * (3 * size.Rows + size.Rows / 2 + 3L * size.Aux) + SectorMemory * PostCircuit.ShapeOf(proof).Sectors + FixedMemory;
        return new PostNeeds(PostCircuit.FileName(proof) + ParameterFolder.ParametersSuffix, size.ParametersLength, memory);
    }
}
