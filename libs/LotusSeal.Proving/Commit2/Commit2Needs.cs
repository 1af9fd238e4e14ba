using LotusSeal.Bls12381.Fields;
using LotusSeal.Groth16.Constraints;
using LotusSeal.Proving.Circuits;
using LotusSeal.Proving.Keys;

namespace LotusSeal.Proving.Commit2;

/// <summary>What Commit2 of sectors of one shape needs before it can begin.</summary>
/// <param name="ParametersFile">Name of the file of parameters in the folder of parameters.</param>
/// <param name="ParametersLength">Its bytes.</param>
/// <param name="Memory">Bytes of memory, at most, besides what the system keeps of the file.</param>
/// <param name="Partitions">Proofs that are made, one after the other.</param>
public sealed record Commit2Needs(string ParametersFile, long ParametersLength, long Memory, int Partitions)
{
    /// <summary>The program, and the parts of queries that are read.</summary>
    private const long FixedMemory = 512L << 20;

    /// <summary>Of so many values of a partition less than one is neither 0 nor 1 (porep.md 8.6).</summary>
    private const int FewOthers = 50;

    /// <summary>The needs of a shape.</summary>
    public static Commit2Needs Of(PoRepConfig config)
    {
        ArgumentNullException.ThrowIfNull(config);
        CircuitSize size = SealCircuit.SizeOf(config);
        return new Commit2Needs(
            SealCircuit.FileName(config) + ParameterFolder.ParametersSuffix, size.ParametersLength, MemoryOf(size), config.Partitions);
    }

    /// <summary>Three polynomials and the roots of unity; two bits for each value and two for each query it may be in; the other values.</summary>
    private static long MemoryOf(CircuitSize size) =>
        Fr.Size * (3 * size.Rows + size.Rows / 2) + size.Aux / 2 + Fr.Size * ((long)size.Aux / FewOthers) + FixedMemory;
}
